package dev.carillon.bench.http;

import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** How nginx is started: as one process, from a configuration of our own, touching nothing that belongs to the system's. */
final class Nginx {
    /** What it says when it listens. */
    static final String READY = "using the \"epoll\" event method";

    private static final String TLS = """
                ssl_certificate %1$s;
                ssl_certificate_key %1$s;
                ssl_protocols TLSv1.3;
        """;

    /** Small files are found without looking at the disk again, as the others keep them in memory. */
    private static final String CONFIGURATION = """
        daemon off;
        master_process off;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        error_log stderr notice;
        pid %1$s/nginx.pid;
        events {
            use epoll;
            worker_connections 16384;
        }
        http {
            access_log off;
            default_type application/octet-stream;
            types { }
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
            keepalive_timeout 3600s;
            keepalive_requests 1000000000;
            open_file_cache max=1000;
            open_file_cache_valid 60s;
            client_body_temp_path %1$s/nginx;
            proxy_temp_path %1$s/nginx;
            fastcgi_temp_path %1$s/nginx;
            uwsgi_temp_path %1$s/nginx;
            scgi_temp_path %1$s/nginx;
            server {
                listen 127.0.0.1:%2$s backlog=1024;
        %3$s
                location = %4$s {
                    default_type text/plain;
                    return 200 "%5$s";
                }
                location /static/ {
                    root %1$s;
                }
            }
        }
        """;

    private Nginx() {}

    /**
     * Its command; ends with the one that starts it.
     *
     * @param port where it is to listen: it does not tell
     * @param pem key and certificate; empty without TLS
     */
    static List<String> command(Site site, int port, String pem) throws Children.Failure {
        byte[] text = configuration(site.directory(), port, pem).getBytes(StandardCharsets.UTF_8);
        site.directory().resolve("nginx").toFile().deleteOnExit(); // it makes that
        Path file = site.write("nginx-" + port + ".conf", text);
        return List.of("setpriv", "--pdeathsig", "TERM", "nginx", "-e", "stderr", "-c", file.toString());
    }

    /** A port that is free now. */
    static int freePort() throws Children.Failure {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new Children.Failure("no port for nginx: " + e.getMessage());
        }
    }

    private static String configuration(Path directory, int port, String pem) {
        String listen = port + (pem.isEmpty() ? "" : " ssl");
        String tls = pem.isEmpty() ? "" : TLS.formatted(pem);
        return CONFIGURATION.formatted(directory, listen, tls, Resource.PLAINTEXT.path(), Resource.HELLO);
    }
}
