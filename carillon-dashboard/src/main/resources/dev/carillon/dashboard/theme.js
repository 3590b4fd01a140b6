// Before anything is drawn: or it would be drawn twice.
try {
  const theme = localStorage.getItem('carillon-theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Without storage it is as the system has it.
}
