/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-code128.h"

/* Code 128 (ISO/IEC 15417), code sets B and C: what a carrier's scanner reads. No library for it is in Debian 12 that
 * anything of ours uses already, and all there is to it is this table. */

#define TO_C 99
#define TO_B 100
#define START_B 104
#define START_C 105
#define STOP 106
/* No label has room for more. */
#define MOST 80

/* Bar, space, bar, space, bar, space, in modules. */
static const char patterns[][8] = {
  "212222", "222122", "222221", "121223", "121322", "131222", "122213",  "122312", "132212", "221213",
  "221312", "231212", "112232", "122132", "122231", "113222", "123122",  "123221", "223211", "221132",
  "221231", "213212", "223112", "312131", "311222", "321122", "321221",  "312212", "322112", "322211",
  "212123", "212321", "232121", "111323", "131123", "131321", "112313",  "132113", "132311", "211313",
  "231113", "231311", "112133", "112331", "132131", "113123", "113321",  "133121", "313121", "211331",
  "231131", "213113", "213311", "213131", "311123", "311321", "331121",  "312113", "312311", "332111",
  "314111", "221411", "431111", "111224", "111422", "121124", "121421",  "141122", "141221", "112214",
  "112412", "122114", "122411", "142112", "142211", "241211", "221114",  "413111", "241112", "134111",
  "111242", "121142", "121241", "114212", "124112", "124211", "411212",  "421112", "421211", "212141",
  "214121", "412121", "111143", "111341", "131141", "114113", "114311",  "411113", "411311", "113141",
  "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

/** Writer: symbols with the weighted sum that the last but one of them is. */
typedef struct
{
  GString *widths;
  guint n;
  guint sum;
} Writer;

static void
write_symbol (Writer *writer, guint value)
{
  g_string_append (writer->widths, patterns[value]);
  /* The start symbol counts once, as the first one after it does. */
  writer->sum += value * MAX (writer->n, 1);
  writer->n++;
}

static guint
count_digits (const char *text)
{
  guint n = 0;

  while (g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/* Two digits are one symbol of set C. It pays for four of them at either end, and for six between others; of an odd number
 * the first stays outside, unless the code begins with it. */
static gboolean
takes_pairs (const char *text, const char *from)
{
  guint digits = count_digits (from);
  gboolean at_end = from == text || from[digits] == '\0';

  return digits >= (at_end ? 4 : 6) && (digits % 2 == 0 || from == text);
}

/**
 * pd_code128_new:
 * @text: what is to be read; it comes from outside, and may be anything
 *
 * Returns: (transfer full) (nullable): the widths of bars and spaces by turns, in modules, a digit each, beginning and ending
 *   with a bar; %NULL when @text is empty, longer than a label has room for, or has other characters than those of ASCII
 *   that are printed
 */
char *
pd_code128_new (const char *text)
{
  Writer writer = { .widths = g_string_new (NULL) };
  gboolean pairs = takes_pairs (text, text);
  const char *c = text;

  for (; *c != '\0' && c - text < MOST && *c >= ' ' && *c <= '~'; c++)
    ;
  if (c == text || *c != '\0')
    {
      g_string_free (writer.widths, TRUE);
      return NULL;
    }
  write_symbol (&writer, pairs ? START_C : START_B);
  for (c = text; *c != '\0';)
    {
      gboolean wants_pairs = pairs ? count_digits (c) >= 2 : takes_pairs (text, c);

      if (wants_pairs != pairs)
        write_symbol (&writer, wants_pairs ? TO_C : TO_B);
      pairs = wants_pairs;
      write_symbol (&writer, pairs ? (guint) (c[0] - '0') * 10 + (guint) (c[1] - '0') : (guint) (*c - ' '));
      c += pairs ? 2 : 1;
    }
  write_symbol (&writer, writer.sum % 103);
  g_string_append (writer.widths, patterns[STOP]);
  return g_string_free (writer.widths, FALSE);
}

/** pd_code128_count_modules: @widths: of pd_code128_new(). Returns: how wide it is, without the quiet zones */
guint
pd_code128_count_modules (const char *widths)
{
  guint n = 0;

  for (; *widths != '\0'; widths++)
    n += (guint) (*widths - '0');
  return n;
}
