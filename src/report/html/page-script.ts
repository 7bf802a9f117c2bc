/**
 * The page's only script; the page is whole without it. It switches colours, marks the section in view, and opens
 * what a link leads into.
 */
export const SCRIPT = `
'use strict';
(() => {
  const root = document.documentElement;
  const button = document.getElementById('colours');
  const choices = ['system', 'light', 'dark'];
  let chosen = 0;
  button.hidden = false;
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % choices.length;
    if (chosen === 0) delete root.dataset.theme;
    else root.dataset.theme = choices[chosen];
    button.textContent = 'Colours: ' + choices[chosen];
  });
  const reveal = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (target === null) return;
    for (let at = target; at !== null; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  if (location.hash !== '') reveal();
  const links = new Map([...document.querySelectorAll('#nav a')].map((link) => [link.hash.slice(1), link]));
  const inView = new Set();
  const mark = () => {
    const first = [...links.keys()].find((id) => inView.has(id));
    for (const [id, link] of links) {
      if (id === first) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    }
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target.id);
      else inView.delete(target.id);
    }
    mark();
  }, { rootMargin: '-10% 0px -60% 0px' });
  for (const section of document.querySelectorAll('main > section')) observer.observe(section);
})();
`;
