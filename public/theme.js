// Runs before the first paint: follows the system's scheme where the person chose none, and goes on following it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const theme = root.dataset.theme;
    root.classList.toggle('dark', theme === 'dark' || (theme === 'system' && dark.matches));
  };
  apply();
  dark.addEventListener('change', apply);
  new MutationObserver(apply).observe(root, { attributeFilter: ['data-theme'] });
})();
