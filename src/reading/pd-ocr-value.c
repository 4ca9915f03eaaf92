/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-ocr-line.h"

#include "model/pd-amount-words.h"
#include "model/pd-money.h"
#include "model/pd-taxpayer-number.h"
#include "reading/pd-layout-private.h"

#include <string.h>

/* The longest amount in words, in characters. */
#define MAX_WORDS 40
/* The longest total in figures. */
#define MAX_FIGURES 16
/* Places at which two readings of a tax number may differ: with more, some way would be right by chance. */
#define MAX_PLACES 5
/* So many digits that two readings have in common are no chance. */
#define MIN_SAME 5

/* Letters that a credit code has not, for the digits that they look like. */
static char *
plain_number (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isalnum (*text))
      {
        char letter = g_ascii_toupper (*text);
        const char *at = strchr ("I1O0Z2S5", letter);

        g_string_append_c (plain, at != NULL && g_ascii_isalpha (letter) ? at[1] : letter);
      }
  return g_string_free (plain, FALSE);
}

static gboolean
is_valid (const char *number)
{
  return strlen (number) == 18 && pd_taxpayer_number_check (number) == PD_TAXPAYER_NUMBER_VALID;
}

/* At each place one of the two readings: the one way that gives a valid number, if there is just one. */
static char *
mix (const char *one, const char *other)
{
  guint places[MAX_PLACES], n = 0;
  g_autofree char *found = NULL;
  g_autofree char *tried = g_strdup (one);

  if (strlen (one) != 18 || strlen (other) != 18)
    return NULL;
  for (guint i = 0; i < 18; i++)
    if (one[i] != other[i])
      {
        if (n == MAX_PLACES)
          return NULL;
        places[n++] = i;
      }
  for (guint way = 0; way < 1u << n; way++)
    {
      for (guint i = 0; i < n; i++)
        tried[places[i]] = (way >> i & 1) != 0 ? other[places[i]] : one[places[i]];
      if (!is_valid (tried))
        continue;
      if (found != NULL)
        return NULL;
      found = g_strdup (tried);
    }
  return g_steal_pointer (&found);
}

/* A number of a sign too much, as "MR" for "M": without the one whose loss makes it valid, if there is just one. */
static char *
shorten (const char *number)
{
  g_autofree char *found = NULL;

  for (guint i = 0; i < 19 && strlen (number) == 19; i++)
    {
      g_autofree char *tried = g_strdup_printf ("%.*s%s", (int) i, number, number + i + 1);

      if (!is_valid (tried) || g_strcmp0 (tried, found) == 0)
        continue;
      if (found != NULL)
        return NULL;
      found = g_steal_pointer (&tried);
    }
  return g_steal_pointer (&found);
}

/*< private >
 * pd_ocr_mend_tax_number:
 * @text: (inout): a tax number as it was recognised
 * @second: (nullable): as it was recognised another time
 *
 * Chooses between two readings of a tax number by its two check characters (GB 32100-2015, GB 11714), and gives letters
 * that no credit code has back the digits that they look like. What gives no valid number keeps its other wrong signs,
 * which pd_reading_check() tells.
 */
void
pd_ocr_mend_tax_number (char **text, const char *second)
{
  g_autofree char *one = plain_number (*text);
  g_autofree char *other = second != NULL ? plain_number (second) : g_strdup ("");
  char *best = NULL;

  if (is_valid (one))
    best = g_strdup (one);
  else if (is_valid (other))
    best = g_strdup (other);
  if (best == NULL)
    best = mix (one, other);
  if (best == NULL)
    best = shorten (one);
  if (best == NULL)
    best = shorten (other);
  if (best == NULL && strlen (one) != 18 && strlen (other) == 18)
    best = g_strdup (other);
  if (best == NULL && strlen (one) == 18)
    best = g_strdup (one);
  if (best == NULL)
    return;
  g_free (*text);
  *text = best;
}

static gboolean
is_money (const char *text)
{
  gsize length = strspn (text, "-0123456789,");

  return length > 0 && text[length] == '.' && strspn (text + length + 1, "0123456789") == 2 &&
         text[length + 3] == '\0';
}

static gboolean
is_quote (gunichar sign)
{
  return g_utf8_strchr ("“”\"‘’'", -1, sign) != NULL;
}

static gboolean
is_star (gunichar sign)
{
  return sign == '*' || sign == '#' || sign == '+' || is_quote (sign);
}

static const char *
skip_stars (const char *at)
{
  while (*at != '\0' && is_star (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at;
}

/* "*short name*name" with stars that were taken for other signs, or of which one was lost. A short name has Chinese signs
 * alone. Returns: (transfer full) (nullable) */
static char *
mend_stars (const char *text)
{
  const char *first = skip_stars (text), *second = first, *name;

  while (g_utf8_get_char (second) >= 0x4E00)
    second = g_utf8_next_char (second);
  name = skip_stars (second);
  if (first > text && second > first && name == second)
    return g_strconcat ("*", first, NULL);
  if (second == first || name == second || *name == '\0' ||
      (first == text && (*second == '#' || *second == '+')))
    return NULL;
  return g_strdup_printf ("*%.*s*%s", (int) (second - first), first, name);
}

/* Whether a line is the heading over the names of goods. */
static gboolean
is_name_heading (const char *text)
{
  g_autofree char *folded = pd_layout_fold_text (text);
  guint n_labels;
  const PdLayoutLabel *labels = pd_layout_labels (&n_labels);

  for (guint i = 0; i < n_labels; i++)
    if (labels[i].meaning == PD_LAYOUT_COLUMN && labels[i].field == PD_READING_LINE_NAME &&
        g_str_equal (folded, labels[i].text))
      return TRUE;
  return FALSE;
}

/* Where the names of goods stand: below the left heading, above the sums. */
static gboolean
find_names (const GArray *lines, PdMark *names)
{
  gboolean found = FALSE;

  for (guint i = 0; i < lines->len && !found; i++)
    {
      const PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);

      found = line->text != NULL && is_name_heading (line->text);
      *names = (PdMark){ line->place.x0, line->place.y1, line->place.x1, G_MAXINT };
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);

      if (line->text != NULL && line->place.y0 > names->y0 && g_str_has_prefix (line->text, "价税合计"))
        names->y1 = MIN (names->y1, line->place.y0);
    }
  return found;
}

/*< private >
 * pd_ocr_mend_names:
 * @lines: (element-type PdOcrLine): lines of a picture
 *
 * Gives names of goods their stars.
 */
void
pd_ocr_mend_names (GArray *lines)
{
  PdMark names;

  if (!find_names (lines, &names))
    return;
  for (guint i = 0; i < lines->len; i++)
    {
      PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);
      int middle = (line->place.y0 + line->place.y1) / 2;
      char *name = line->text != NULL && line->place.x0 < names.x1 && middle > names.y0 && middle < names.y1
                       ? mend_stars (line->text)
                       : NULL;

      if (name != NULL)
        pd_ocr_line_mend (line, name);
    }
}

/* A letter, a digit, or a star, which stands for no tax. */
static gboolean
has_sign (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (*text == '*' || g_unichar_isalnum (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

static char *
without_specks (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_quote (g_utf8_get_char (at)))
      g_string_append_len (plain, at, g_utf8_skip[(guchar) *at]);
  if (!has_sign (plain->str) || strstr (plain->str, "专用章") != NULL)
    g_string_truncate (plain, 0);
  while (g_str_has_suffix (plain->str, ",") || g_str_has_suffix (plain->str, "，"))
    g_string_truncate (plain, (gsize) (g_utf8_prev_char (plain->str + plain->len) - plain->str));
  return g_string_free (plain, FALSE);
}

/*< private >
 * pd_ocr_drop_specks:
 * @lines: (element-type PdOcrLine): lines of a picture
 *
 * What looks like quotation marks is mostly the corner of a frame, and so is a comma at the end, or a line without a
 * letter; a seal is no text of the invoice either.
 */
void
pd_ocr_drop_specks (GArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);
      char *plain = line->text != NULL ? without_specks (line->text) : NULL;

      g_free (line->text);
      line->text = plain;
    }
}

/* Returns: (transfer none) (nullable): what stands behind "in figures", of which the second sign may be wrong */
static const char *
behind_figures (const char *text)
{
  const char *written = strstr (text, "小写");
  const char *bracket = *text != '\0' ? g_utf8_next_char (text) : text;

  if (written != NULL)
    return written + strlen ("小写");
  if (g_str_has_prefix (text, "小"))
    return text + strlen ("小");
  return g_str_has_prefix (bracket, "小") ? bracket + strlen ("小") : NULL;
}

/*< private >
 * pd_ocr_mend_money:
 * @lines: (element-type PdOcrLine): lines of a picture
 *
 * The sign of currency before the total in figures may be taken for any other, and its bracket as well.
 */
void
pd_ocr_mend_money (GArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);
      const char *figures = line->text != NULL ? behind_figures (line->text) : NULL;

      for (guint n = 0; n < 4 && figures != NULL && *figures != '\0' && !is_money (figures); n++)
        figures = !g_ascii_isdigit (*figures) && *figures != '-' ? g_utf8_next_char (figures) : "";
      if (figures != NULL && is_money (figures))
        pd_ocr_line_mend (line, g_strconcat ("(小写)¥", figures, NULL));
    }
}

/*< private >
 * pd_ocr_is_stars:
 * @text: what was recognised by who knows Latin letters alone
 *
 * Returns: whether it is the stars that stand for no tax
 */
gboolean
pd_ocr_is_stars (const char *text)
{
  return strlen (text) >= 3 && strchr (text, '*') != NULL && strspn (text, "*KkXx") == strlen (text);
}

static char *
letters_of (const char *text)
{
  GString *letters = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isalnum (*text))
      g_string_append_c (letters, *text);
  return g_string_free (letters, FALSE);
}

/*< private >
 * pd_ocr_put_back:
 * @whole: digits and letters as they were recognised
 * @part: the same as they were recognised another time, the first of them perhaps beyond the edge
 *
 * Returns: (transfer full) (nullable): @part with what it lacks of the beginning of @whole, or %NULL when it lacks nothing
 *   or is something else
 */
char *
pd_ocr_put_back (const char *whole, const char *part)
{
  g_autofree char *all = letters_of (whole);
  g_autofree char *some = letters_of (part);
  gsize n_all = strlen (all), n_some = strlen (some);

  if (n_some < MIN_SAME || n_all <= n_some || !g_str_has_suffix (all, some))
    return NULL;
  while (!g_ascii_isalnum (*part))
    part++;
  return g_strdup_printf ("%.*s%s", (int) (n_all - n_some), all, part);
}

static gboolean
is_numeral (gunichar sign)
{
  return g_utf8_strchr ("零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整", -1, sign) != NULL;
}

/* What a numeral of an amount may be taken for, by its looks. */
static gboolean
looks_like (gunichar sign, gunichar numeral)
{
  static const struct
  {
    const char *numeral, *likes;
  } table[] = {
    { "壹", "喜壶查豆" }, { "贰", "融赋弍或" }, { "叁", "参会佘僚" }, { "捌", "制拐" },
    { "柒", "类染柴" },   { "伍", "伏任" },     { "仟", "什任仔" },   { "佰", "信伯个" },
    { "拾", "抬捡" },     { "圆", "园国" },     { "零", "雳" },       { "玖", "玫" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_utf8_get_char (table[i].numeral) == numeral)
      return g_utf8_strchr (table[i].likes, -1, sign) != NULL;
  return sign == 0x5143 && numeral == 0x5706;
}

/* Whether what was recognised can be @words: no numeral is another one, and half of them are there. What was taken for
 * a sign that no amount has may be any. */
static gboolean
may_be (const char *text, const char *words)
{
  glong n = 0, n_words = 0;
  g_autofree gunichar *signs = g_utf8_to_ucs4_fast (text, -1, &n);
  g_autofree gunichar *right = g_utf8_to_ucs4_fast (words, -1, &n_words);
  double cost[MAX_WORDS + 1], before;

  if (n > 3 * MAX_WORDS || n_words > MAX_WORDS)
    return FALSE;
  for (glong j = 0; j <= n_words; j++)
    cost[j] = (double) j * 2;
  for (glong i = 1; i <= n; i++)
    {
      double drop = is_numeral (signs[i - 1]) ? 100 : 0.2;

      before = cost[0];
      cost[0] += drop;
      for (glong j = 1; j <= n_words; j++)
        {
          double change = before + (signs[i - 1] == right[j - 1]              ? 0
                                    : looks_like (signs[i - 1], right[j - 1]) ? 0.25
                                    : is_numeral (signs[i - 1])               ? 100
                                                                              : 1);

          before = cost[j];
          cost[j] = MIN (change, MIN (cost[j] + drop, cost[j - 1] + 2));
        }
    }
  return cost[n_words] <= (double) n_words * 0.6;
}

static PdOcrLine *
find_words (GArray *lines, const char *words)
{
  for (guint i = 0; words != NULL && i < lines->len; i++)
    {
      PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);

      if (line->text != NULL && may_be (line->text, words))
        return line;
    }
  return NULL;
}

static char *
words_of (const char *figures)
{
  gint64 fen;

  return pd_money_parse (figures, &fen, NULL) ? pd_amount_words (fen) : NULL;
}

/* The words of an amount of which one digit is another than in @total, when a line can be those of just one. */
static char *
find_near (GArray *lines, const char *total, PdOcrLine **line)
{
  g_autofree char *tried = g_strdup (total);
  g_autofree char *found = NULL;

  for (char *at = tried; *at != '\0'; at++)
    {
      char digit = *at;

      for (*at = '0'; g_ascii_isdigit (digit) && *at <= '9'; (*at)++)
        {
          g_autofree char *words = *at != digit ? words_of (tried) : NULL;
          PdOcrLine *said = find_words (lines, words);

          if (said == NULL)
            continue;
          if (found != NULL)
            return NULL;
          found = g_steal_pointer (&words);
          *line = said;
        }
      *at = digit;
    }
  return g_steal_pointer (&found);
}

/*< private >
 * pd_ocr_mend_words:
 * @lines: (element-type PdOcrLine): lines of a picture
 * @total: (nullable): a total in figures
 *
 * Reads the total in words by what it has to be: signs that were recognised as none of an amount become those of
 * @total, as long as every numeral that was recognised agrees and half of all signs were. Where they say another digit
 * than @total does they keep it, so that the two are held against each other.
 */
void
pd_ocr_mend_words (GArray *lines, const char *total)
{
  g_autofree char *words = total != NULL && strlen (total) <= MAX_FIGURES ? words_of (total) : NULL;
  PdOcrLine *line = find_words (lines, words);

  if (words != NULL && line == NULL)
    {
      g_free (words);
      words = find_near (lines, total, &line);
    }
  if (words != NULL)
    pd_ocr_line_mend (line, g_steal_pointer (&words));
}
