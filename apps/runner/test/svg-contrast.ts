/**
 * For a browser to evaluate: the texts of drawings that WCAG calls hard to read, with their contrast. axe-core does not judge
 * text in SVG. What is behind a text is the shape below its middle or, where there is none, the page.
 */
export const faintSvgTexts = `(() => {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const luminance = (...colours) => {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll('svg text')].flatMap((text) => {
    if (text.getBoundingClientRect().width === 0) return [];
    text.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = text.getBoundingClientRect();
    const shape = document.elementsFromPoint(x + width / 2, y + height / 2)
      .find((element) => ['rect', 'circle', 'path'].includes(element.tagName));
    const behind = shape === undefined ? [paper] : [paper, getComputedStyle(shape).fill];
    const [a, b] = [luminance(...behind, getComputedStyle(text).fill), luminance(...behind)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [text.textContent + ': ' + contrast.toFixed(1)] : [];
  });
})()`;
