import { plain } from './format.ts';
import { toneOf } from './text-layout.ts';

/** Text made safe for markup, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return plain(text).replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

/** Data for a script block: no `<` can end the block early. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A cell: what is read, and for numbers what is sorted by (`null`: missing, sorted last). */
export interface Cell {
  readonly text: string;
  readonly sort?: number | null;
  /** `good` and `bad` by the sign of the text when absent. */
  readonly tone?: 'plain';
  readonly className?: string;
  /** More, when the pointer rests on it. */
  readonly title?: string;
}

/** A column head; text columns are set to the left. */
export interface Head {
  readonly text: string;
  readonly isText?: boolean;
}

/** A row, and what the script needs to know of it. */
export interface HtmlRow {
  readonly cells: readonly Cell[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A table that sorts by a click on its heads. */
export function htmlTable(heads: readonly Head[], rows: readonly HtmlRow[]): string {
  const head = heads.map(({ text, isText }) => `<th${isText ? ' class="text"' : ''}>${escapeHtml(text)}</th>`).join('');
  const body = rows.map(({ cells, attributes = {} }) => {
    const own = Object.entries(attributes).map(([key, value]) => ` data-${key}="${escapeHtml(value)}"`);
    return `<tr${own.join('')}>${cells.map((cell, k) => htmlCell(cell, heads[k]?.isText ?? false)).join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function htmlCell({ text, sort, tone, className, title }: Cell, isText: boolean): string {
  const names = [isText ? 'text' : '', className ?? '', tone === 'plain' ? '' : toneClass(text)].filter(
    (name) => name !== '',
  );
  const order = sort === undefined ? '' : ` data-s="${sort === null ? 'NaN' : sort}"`;
  const hint = title === undefined ? '' : ` title="${escapeHtml(title)}"`;
  return `<td${names.length > 0 ? ` class="${names.join(' ')}"` : ''}${order}${hint}>${escapeHtml(text)}</td>`;
}

/** The class of a text by what it says: `good` above zero, `bad` below, `missing` for n/a. */
export function toneClass(text: string): string {
  const classes = { good: 'good', bad: 'bad', dim: 'missing', plain: '', bold: '' } as const;
  return classes[toneOf(text)];
}

/** A card with a title, a remark beside it, and content that is markup already. */
export function card(title: string, content: string, remark = ''): string {
  const beside = remark === '' ? '' : `<p>${escapeHtml(remark)}</p>`;
  return `<section><header><h2>${escapeHtml(title)}</h2>${beside}</header>${content}</section>`;
}
