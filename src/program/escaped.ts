/** Characters that nobody sees, or that do something to a terminal or to the order of text; line feeds excepted. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** JSON text, one value or several on lines of their own, with such characters escaped; a parser gets them back. */
export function escapeInvisible(json: string): string {
  return json.replace(INVISIBLE, (char) => {
    let escaped = '';
    for (let i = 0; i < char.length; i++) escaped += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return escaped;
  });
}
