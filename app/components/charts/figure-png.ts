import { paintSvg } from './paint-svg.ts';

// Three pixels for one of the page is about 290 dots an inch at the size of the page: what journals ask for.
const finest = 3;
// Phones refuse canvases of more than about 16 million pixels.
const mostPixels = 16_000_000;
const margin = 12;

/** A figure's SVG as a PNG on white paper, three pixels for one; fewer where it would be too large to make. */
export async function figurePng(svg: string): Promise<Blob> {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const [width, height] = [
    Number(root.getAttribute('width')) + 2 * margin,
    Number(root.getAttribute('height')) + 2 * margin,
  ];
  const scale = pngScale({ width, height });
  // What is not on the page yet in this weight would be painted in another font.
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 14px "Inter Variable"`)));
  const canvas = Object.assign(document.createElement('canvas'), {
    width: Math.round(width * scale),
    height: Math.round(height * scale),
  });
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('this browser has no canvas to paint on');
  brush.fillStyle = '#ffffff';
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.scale(scale, scale);
  brush.translate(margin, margin);
  paintSvg(root, brush);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))));
  });
}

export function pngScale({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(finest, Math.sqrt(mostPixels / (width * height)));
}
