// Before anything is drawn, so that nothing flashes.
document.documentElement.classList.add('js');
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch { /* No storage: the system's choice it is. */ }
