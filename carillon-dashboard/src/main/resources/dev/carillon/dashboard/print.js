// On paper all is open, black on white, and without what can be pressed.

/** restyle() draws what is drawn by hand with other colours. */
export function setUp(restyle) {
  const root = document.documentElement;
  let before = null;
  addEventListener('beforeprint', () => {
    before = { theme: root.dataset.theme, closed: [...document.querySelectorAll('details:not([open])')] };
    before.closed.forEach((details) => { details.open = true; });
    root.dataset.theme = 'light';
    restyle();
  });
  addEventListener('afterprint', () => {
    before.closed.forEach((details) => { details.open = false; });
    if (before.theme) {
      root.dataset.theme = before.theme;
    } else {
      delete root.dataset.theme;
    }
    restyle();
  });
}
