package dev.carillon.linux.ffm;

/** {@code <linux/netlink.h>}, {@code <linux/rtnetlink.h>} and {@code <linux/if_link.h>}: what tells of network links. */
public final class RtnetlinkH {
    public static final int AF_NETLINK = 16;
    public static final int SOCK_RAW = 3;
    public static final int NETLINK_ROUTE = 0;
    public static final int RTMGRP_LINK = 1;

    /** {@code struct sockaddr_nl}. */
    public static final int SOCKADDR_NL_SIZE = 12;

    public static final int NL_FAMILY = 0;
    public static final int NL_GROUPS = 8;

    /** {@code struct nlmsghdr}. Messages begin at multiples of 4. */
    public static final int NLMSG_SIZE = 16;

    public static final int NLMSG_LEN = 0;
    public static final int NLMSG_TYPE = 4;
    public static final int NLMSG_FLAGS = 6;

    public static final int NLM_F_REQUEST = 1;
    public static final int NLM_F_DUMP = 0x300;

    /** Types of messages that are not the route family's. */
    public static final int TYPE_ERROR = 2;

    public static final int TYPE_DONE = 3;

    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;

    /** {@code struct ifinfomsg}, which follows the header. */
    public static final int IFI_SIZE = 16;

    public static final int IFI_FAMILY = 0;
    public static final int IFI_INDEX = 4;
    public static final int IFI_FLAGS = 8;

    public static final int IFF_UP = 1;
    public static final int IFF_RUNNING = 0x40;

    /** {@code struct rtattr}; the value follows it. Attributes begin at multiples of 4. */
    public static final int RTA_SIZE = 4;

    public static final int RTA_LEN = 0;
    public static final int RTA_TYPE = 2;

    public static final int IFLA_IFNAME = 3;

    private RtnetlinkH() {}
}
