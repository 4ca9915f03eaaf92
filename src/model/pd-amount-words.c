/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-amount-words.h"

#include "model/pd-money.h"
#include "model/pd-plain-text.h"

#include <string.h>

#define WAN G_GUINT64_CONSTANT (10000)
#define YI G_GUINT64_CONSTANT (100000000)

/* Longest text that is looked at; the longest amount takes some 130 bytes. */
#define MAX_WORDS 400

#define NEGATIVE "（负数）"

static const char *const digit_words[] = { "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" };

/* Other ways of writing what we write, all of which occur. Longer ones stand before their parts. */
static const struct
{
  const char *written;
  const char *ours;
} variants[] = {
  { "零角", "" }, { "零分", "" }, { "人民币", "" }, { " ", "" },    { "元", "圆" },
  { "圓", "圆" }, { "正", "" },   { "整", "" },     { "萬", "万" }, { "億", "亿" },
  { "貳", "贰" }, { "貮", "贰" }, { "參", "叁" },   { "陸", "陆" }, { "〇", "零" },
};

/* Up to four digits. A gap between two of them is one 零. */
static void
append_section (GString *words, guint64 number)
{
  static const struct
  {
    guint64 value;
    const char *unit;
  } places[] = { { 1000, "仟" }, { 100, "佰" }, { 10, "拾" }, { 1, "" } };
  gboolean begun = FALSE, gap = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint64 digit = number / places[i].value % 10;

      if (digit == 0)
        {
          gap = begun;
          continue;
        }
      if (gap)
        g_string_append (words, "零");
      g_string_append (words, digit_words[digit]);
      g_string_append (words, places[i].unit);
      begun = TRUE;
      gap = FALSE;
    }
}

/* Between a higher group and a lower one stands 零 when the lower one does not fill its first place, as in
 * 壹万零陆佰; a lower group that does fill it follows at once, as in 壹拾万伍仟. */
static void
append_whole (GString *words, guint64 number)
{
  guint64 divisor = number >= YI ? YI : WAN;

  if (number < WAN)
    {
      append_section (words, number);
      return;
    }

  append_whole (words, number / divisor);
  g_string_append (words, divisor == YI ? "亿" : "万");
  number %= divisor;
  if (number > 0 && number < divisor / 10)
    g_string_append (words, "零");
  append_whole (words, number);
}

/**
 * pd_amount_words:
 * @fen: an amount in fen
 *
 * Writes an amount in capital numerals, as issued invoices print it: 圆 rather than 元, 整 after 圆 or 角 but not
 * after 分, no 零 between 圆 and 分, and （负数） before a negative amount. Zero is 零圆整. Standards: derived from the
 * printed words of 21 real invoices.
 *
 * Returns: (transfer full): the words
 */
char *
pd_amount_words (gint64 fen)
{
  guint64 magnitude = fen < 0 ? -(guint64) fen : (guint64) fen;
  guint jiao = (guint) (magnitude / 10 % 10);
  guint cents = (guint) (magnitude % 10);
  GString *words = g_string_new (fen < 0 ? NEGATIVE : NULL);

  if (magnitude == 0)
    g_string_append (words, "零");
  append_whole (words, magnitude / 100);
  if (magnitude >= 100 || magnitude == 0)
    g_string_append (words, "圆");
  if (jiao > 0)
    g_string_append_printf (words, "%s角", digit_words[jiao]);
  if (cents > 0)
    g_string_append_printf (words, "%s分", digit_words[cents]);
  else
    g_string_append (words, "整");
  return g_string_free (words, FALSE);
}

/* The words with one spelling for what has several, and without the sign, which goes to @negative. */
static char *
normalize_words (const char *text, gboolean *negative)
{
  static const char *const signs[] = { "(负数)", "负数", "负", "-" };
  g_autofree char *plain = pd_plain_text (text);
  const char *start = plain;
  GString *words;

  *negative = FALSE;
  if (plain == NULL)
    return NULL;

  for (gsize i = 0; !*negative && i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (plain, signs[i]))
      {
        *negative = TRUE;
        start = plain + strlen (signs[i]);
      }

  words = g_string_new (start);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    g_string_replace (words, variants[i].written, variants[i].ours, 0);
  if (g_str_has_prefix (words->str, "拾"))
    g_string_prepend (words, "壹");
  return g_string_free (words, FALSE);
}

/* A sum under construction: each unit closes what has been read since the last larger one. */
typedef struct
{
  guint64 fen;     /* what 圆 and 角 have closed */
  guint64 yi;      /* closed by 亿 */
  guint64 wan;     /* closed by 万 */
  guint64 section; /* closed by 仟, 佰, 拾 */
  guint64 digit;
} Sum;

static void
sum_close (Sum *sum, guint64 unit)
{
  guint64 whole = sum->section + sum->digit;

  if (unit == YI)
    sum->yi = (sum->yi + sum->wan + whole) * YI;
  else if (unit == WAN)
    sum->wan = whole * WAN;
  else if (unit == 0)
    sum->fen = (sum->yi + sum->wan + whole) * 100;

  if (unit == YI || unit == 0)
    sum->wan = 0;
  if (unit == 0)
    sum->yi = 0;
  sum->section = 0;
  sum->digit = 0;
}

static gboolean
sum_take (Sum *sum, const char *word)
{
  static const struct
  {
    const char *word;
    guint64 unit;
  } units[] = { { "亿", YI }, { "万", WAN }, { "圆", 0 } };
  static const struct
  {
    const char *word;
    guint64 value;
  } places[] = { { "仟", 1000 }, { "佰", 100 }, { "拾", 10 } };

  for (gsize i = 0; i < G_N_ELEMENTS (digit_words); i++)
    if (g_str_has_prefix (word, digit_words[i]))
      {
        sum->digit = i;
        return TRUE;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_has_prefix (word, places[i].word))
      {
        sum->section += sum->digit * places[i].value;
        sum->digit = 0;
        return TRUE;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (word, units[i].word))
      {
        sum_close (sum, units[i].unit);
        return TRUE;
      }
  if (g_str_has_prefix (word, "角") || g_str_has_prefix (word, "分"))
    {
      sum->fen += sum->digit * (g_str_has_prefix (word, "角") ? 10 : 1);
      sum->digit = 0;
      return TRUE;
    }
  return FALSE;
}

/* Reads without minding the order of the words: nonsense gives some amount, which the caller would write
 * otherwise. The same goes for what overflows. */
static gboolean
read_loosely (const char *words, guint64 *fen)
{
  Sum sum = { 0 };

  for (const char *at = words; *at != '\0'; at = g_utf8_next_char (at))
    if (!sum_take (&sum, at) || sum.yi > (guint64) PD_MONEY_MAX || sum.fen > (guint64) PD_MONEY_MAX)
      return FALSE;

  *fen = sum.fen;
  return *words != '\0' && sum.digit == 0 && sum.section == 0 && sum.wan == 0 && sum.yi == 0;
}

static char *
without_zeros (const char *words)
{
  GString *text = g_string_new (words);

  g_string_replace (text, "零", "", 0);
  return g_string_free (text, FALSE);
}

/**
 * pd_amount_words_parse:
 * @words: (nullable): an amount in capital numerals
 * @fen: (out): the amount in fen
 *
 * Reads the words of an invoice, whoever wrote them: 元 or 圆, with or without 零 before 分, 整 or 正 or nothing at the
 * end, 人民币 at the start. Words that do not make one amount are refused, since the result is compared with the
 * figures of the invoice.
 *
 * Returns: whether @words is an amount; @fen is not written when it is not
 */
gboolean
pd_amount_words_parse (const char *words, gint64 *fen)
{
  g_autofree char *given = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *ours_plain = NULL;
  g_autofree char *given_digits = NULL;
  g_autofree char *our_digits = NULL;
  gboolean negative = FALSE, ignored;
  guint64 magnitude = 0;

  g_return_val_if_fail (fen != NULL, FALSE);

  if (words == NULL || strnlen (words, MAX_WORDS + 1) > MAX_WORDS)
    return FALSE;

  given = normalize_words (words, &negative);
  if (given == NULL || g_str_has_prefix (given, "圆") || !read_loosely (given, &magnitude) ||
      magnitude > (guint64) PD_MONEY_MAX)
    return FALSE;

  /* The order of the words is right if we would write the same, but for 零. */
  ours = pd_amount_words ((gint64) magnitude);
  ours_plain = normalize_words (ours, &ignored);
  given_digits = without_zeros (given);
  our_digits = without_zeros (ours_plain);
  if (strcmp (given_digits, our_digits) != 0)
    {
      /* "零圆伍角" keeps its 圆 where we write "伍角". */
      if (magnitude >= 100 || !g_str_has_prefix (given_digits, "圆") ||
          strcmp (given_digits + strlen ("圆"), our_digits) != 0)
        return FALSE;
    }

  *fen = negative ? -(gint64) magnitude : (gint64) magnitude;
  return TRUE;
}
