/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-ocr-line.h"

#include "reading/pd-layout-private.h"

#include <string.h>

/* The longest label of a form, in characters. */
#define MAX_LABEL 32
/* Signs of a heading, and of a label, that is spread out stand this far apart, in their height. */
#define SPREAD 4.5
#define LABEL_SPREAD 12
#define N_HEADINGS 8

/* Every form has these from left to right. */
static const char *const headings[N_HEADINGS] = { "项目名称", "规格型号", "单位", "数量",
                                                  "单价",     "金额",     "税率", "税额" };

static void
line_clear (gpointer data)
{
  g_free (((PdOcrLine *) data)->text);
}

/*< private >
 * pd_ocr_lines_new:
 *
 * Returns: (transfer full) (element-type PdOcrLine): no lines
 */
GArray *
pd_ocr_lines_new (void)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (PdOcrLine));

  g_array_set_clear_func (lines, line_clear);
  return lines;
}

/*< private >
 * pd_ocr_line_mend:
 * @line: a line
 * @text: (transfer full): what it has to be; not its own text
 *
 * Gives a line the text that its form asks for there. It is sure from then on.
 */
void
pd_ocr_line_mend (PdOcrLine *line, char *text)
{
  g_free (line->text);
  line->text = text;
  line->sure = 100;
}

/* How many signs have to be changed, left out or put in to make one of the other. */
static guint
difference (const gunichar *a, glong n_a, const gunichar *b, glong n_b)
{
  guint row[MAX_LABEL + 1], before;

  for (glong j = 0; j <= n_b; j++)
    row[j] = (guint) j;
  for (glong i = 1; i <= n_a; i++)
    {
      before = row[0];
      row[0] = (guint) i;
      for (glong j = 1; j <= n_b; j++)
        {
          guint change = before + (a[i - 1] == b[j - 1] ? 0 : 1);

          before = row[j];
          row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[n_b];
}

/* What stands in remarks and is one sign away from a label. */
static const char *const no_labels[] = { "收货人", "付款人",   "收票人",   "受票人",   "提货人", "开户人",
                                         "审批人", "开工日期", "开户日期", "出票日期", NULL };

/* Whether a text may be a label with wrong signs: before a colon the short "名称", and no heading of a column; alone only
 * what is long enough to be told from a value. */
static gboolean
may_be_label (const PdLayoutLabel *label, glong n_label, gboolean alone)
{
  if (alone)
    return n_label >= 4;
  return label->meaning != PD_LAYOUT_COLUMN && label->meaning != PD_LAYOUT_PARTICULAR &&
         (n_label >= 3 || label->meaning == PD_LAYOUT_NAME);
}

/* A text in one form, without the commas and dots that specks were taken for; no label has any. */
static char *
fold_without_specks (const char *text)
{
  g_autofree char *folded = pd_layout_fold_text (text);
  g_auto (GStrv) parts = g_strsplit_set (folded, ",.'`", -1);

  return g_strjoinv ("", parts);
}

/* Returns: the label that a text is most like, with at most two signs in five wrong, or %NULL */
static const char *
like_label (const char *text, gboolean alone)
{
  g_autofree char *folded = fold_without_specks (text);
  glong n = 0;
  g_autofree gunichar *signs = g_utf8_to_ucs4_fast (folded, -1, &n);
  guint n_labels, least = G_MAXUINT;
  const PdLayoutLabel *labels = pd_layout_labels (&n_labels);
  const char *best = NULL;

  if (n < 2 || n > MAX_LABEL || g_strv_contains (no_labels, folded))
    return NULL;
  for (guint i = 0; i < n_labels; i++)
    {
      glong n_label = 0;
      g_autofree gunichar *label = g_utf8_to_ucs4_fast (labels[i].text, -1, &n_label);
      guint different;

      if (g_str_equal (folded, labels[i].text))
        return labels[i].text;
      if (n_label > MAX_LABEL || ABS (n_label - n) > 1 + n_label / 8 ||
          !may_be_label (&labels[i], n_label, alone))
        continue;
      different = difference (signs, n, label, n_label);
      if (different * 5 <= (guint) n_label * 2 + (n_label == 2 ? 1 : 0) && different < least)
        {
          least = different;
          best = labels[i].text;
        }
    }
  return best;
}

/* The label that a text begins with, and what stands behind it: behind a colon, or else what that was taken
 * for. Returns: (transfer none) (nullable) */
static const char *
find_label (const char *text, const char **rest)
{
  static const char *const colons[] = { ":：", ";,.；，。》»!" };

  for (gsize i = 0; i < G_N_ELEMENTS (colons); i++)
    {
      const char *at = text;

      for (guint n = 0; *at != '\0' && n < MAX_LABEL; at = g_utf8_next_char (at), n++)
        if (g_utf8_strchr (colons[i], -1, g_utf8_get_char (at)) != NULL)
          {
            g_autofree char *before = g_strndup (text, (gsize) (at - text));
            const char *label = like_label (before, FALSE);

            if (label != NULL)
              {
                *rest = g_utf8_next_char (at);
                return label;
              }
          }
    }
  return NULL;
}

/* The name of a company has plain brackets, and persons are parted by semicolons. */
static char *
mend_value (const char *label, const char *text)
{
  gboolean name = g_str_has_suffix (label, "名称"), person = g_str_has_suffix (label, "人");
  GString *value = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar sign = g_utf8_get_char (text);

      if (name && g_utf8_strchr ("【〈〔《[{", -1, sign) != NULL)
        sign = '(';
      else if (name && g_utf8_strchr ("】〉〕》]}", -1, sign) != NULL)
        sign = ')';
      if (name && sign == '(' && g_str_has_suffix (value->str, "("))
        continue;
      if (person && (sign == ',' || sign == 0xFF0C))
        sign = ';';
      g_string_append_unichar (value, sign);
    }
  return g_string_free (value, FALSE);
}

/* Where the seal goes: signs of it stand behind. */
static gboolean
is_stamp (const char *text)
{
  return g_str_has_prefix (text, "销") && (strstr (text, "(章") != NULL || strstr (text, "（章") != NULL);
}

static void
mend_label (PdOcrLine *line)
{
  const char *rest = NULL;
  const char *label = is_stamp (line->text) ? "销售方:(章)" : find_label (line->text, &rest);
  g_autofree char *value = NULL;

  if (label == NULL)
    label = like_label (line->text, TRUE);
  if (label == NULL)
    return;
  if (rest == NULL)
    {
      pd_ocr_line_mend (line, g_strdup (label));
      return;
    }
  while (*rest != '\0' && g_utf8_strchr (":;,.：；，。》» ", -1, g_utf8_get_char (rest)) != NULL)
    rest = g_utf8_next_char (rest);
  if (g_str_equal (label, "发票代码") && strspn (rest, "0123456789") == 20)
    label = "发票号码";
  value = mend_value (label, rest);
  pd_ocr_line_mend (line, g_strdup_printf ("%s:%s", label, value));
}

static gboolean
is_beside (const PdMark *one, const PdMark *other)
{
  return (MIN (one->y1, other->y1) - MAX (one->y0, other->y0)) * 2 >
         MIN (one->y1 - one->y0, other->y1 - other->y0);
}

/* The single sign that stands beside a line, however far its label is spread out; it may be one that was not
 * recognised. Returns: (transfer none) (nullable) */
static PdOcrLine *
sign_beside (GArray *lines, const PdOcrLine *line, gboolean before)
{
  int height = line->place.y1 - line->place.y0, least = LABEL_SPREAD * height;
  PdOcrLine *best = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      PdOcrLine *other = &g_array_index (lines, PdOcrLine, i);
      int gap = before ? line->place.x0 - other->place.x1 : other->place.x0 - line->place.x1;

      if (gap > 0 && gap < least && other->place.x1 - other->place.x0 <= 2 * height &&
          is_beside (&line->place, &other->place))
        {
          best = other;
          least = gap;
        }
    }
  return best;
}

/* A label whose signs are two lines takes the place of both. */
static void
mend_pair (PdOcrLine *line, PdOcrLine *other, char *text)
{
  g_clear_pointer (&other->text, g_free);
  line->place.x0 = MIN (line->place.x0, other->place.x0);
  line->place.x1 = MAX (line->place.x1, other->place.x1);
  pd_ocr_line_mend (line, text);
}

/* "合    计": either sign tells what the other is. */
static void
mend_sum (GArray *lines, PdOcrLine *line)
{
  gboolean second = g_str_equal (line->text, "计");
  PdOcrLine *sign = second || g_str_equal (line->text, "合") ? sign_beside (lines, line, second) : NULL;

  if (sign != NULL)
    mend_pair (line, sign, g_strdup ("合计"));
}

static gboolean
is_colon (const char *at)
{
  return *at != '\0' && g_utf8_strchr (":：;；", -1, g_utf8_get_char (at)) != NULL;
}

/* Left of the names stands whose they are, sign below sign. */
static gboolean
is_marker (const PdOcrLine *sign)
{
  return sign->text != NULL && *sign->text != '\0' && strstr ("购买销售方", sign->text) != NULL;
}

/* "名    称:" is two lines, and either sign may be taken for another or be lost. */
static void
mend_name (GArray *lines, PdOcrLine *line)
{
  const char *colon = *line->text != '\0' ? g_utf8_next_char (line->text) : line->text;
  PdOcrLine *sign = is_colon (colon) ? sign_beside (lines, line, TRUE) : NULL;
  gboolean whole = sign != NULL && !is_marker (sign);
  char *text;

  if (!is_colon (colon) ||
      !(g_str_has_prefix (line->text, "称") || (whole && g_strcmp0 (sign->text, "名") == 0)))
    return;
  text = g_strdup_printf ("名称:%s", g_utf8_next_char (colon));
  if (whole)
    mend_pair (line, sign, text);
  else
    pd_ocr_line_mend (line, text);
  mend_label (line);
}

/*< private >
 * pd_ocr_mend_labels:
 * @lines: (element-type PdOcrLine): lines of a picture
 *
 * Gives labels of the form that were recognised with a wrong sign their own signs again. What stands beside them is
 * left as it is.
 */
void
pd_ocr_mend_labels (GArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);

      if (line->text != NULL)
        {
          mend_label (line);
          mend_name (lines, line);
          mend_sum (lines, line);
        }
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const PdOcrLine *first = *(PdOcrLine *const *) a, *second = *(PdOcrLine *const *) b;

  return (first->place.x0 > second->place.x0) - (first->place.x0 < second->place.x0);
}

static void
take_in (PdOcrLine *line, PdOcrLine *next)
{
  g_autofree char *both = g_strconcat (line->text, next->text, NULL);

  g_free (line->text);
  line->text = g_steal_pointer (&both);
  g_clear_pointer (&next->text, g_free);
  line->sure = MIN (line->sure, next->sure);
  line->place.x1 = next->place.x1;
  line->place.y0 = MIN (line->place.y0, next->place.y0);
  line->place.y1 = MAX (line->place.y1, next->place.y1);
}

/* Two signs of a heading that is spread out become one line: "数    量". */
static void
join_spread (GPtrArray *row)
{
  for (guint i = 0; i + 1 < row->len;)
    {
      PdOcrLine *line = row->pdata[i], *next = row->pdata[i + 1];
      int height = line->place.y1 - line->place.y0;

      if (line->place.x1 - line->place.x0 > 2 * height || next->place.x1 - next->place.x0 > 2 * height ||
          next->place.x0 - line->place.x1 > SPREAD * height)
        {
          i++;
          continue;
        }
      take_in (line, next);
      g_ptr_array_remove_index (row, i + 1);
      i++;
    }
}

static double
unlike_heading (const char *text, guint heading)
{
  glong n = 0, n_label = 0, common = 0;
  g_autofree char *folded = pd_layout_fold_text (text);
  g_autofree gunichar *signs = g_utf8_to_ucs4_fast (folded, -1, &n);
  g_autofree gunichar *label = g_utf8_to_ucs4_fast (headings[heading], -1, &n_label);
  glong wide = MAX (n, n_label);

  for (guint i = 0; i < N_HEADINGS; i++)
    if (i != heading && g_str_equal (folded, headings[i]))
      return 10;

  for (glong i = 0; i < n_label; i++)
    for (glong j = 0; j < n; j++)
      if (signs[j] == label[i])
        {
          signs[j] = 0;
          common++;
          break;
        }
  /* A rate has a short and a long name. */
  if (heading == 6 && common == 2)
    wide = 2;
  if (heading == 0 && (strstr (folded, "名称") != NULL || strstr (folded, "货物") != NULL))
    return 0.1;
  return 1 - (double) common / (double) wide;
}

/* The cheapest way to give the lines of a row headings in their order: some of either may be left over. */
static void
give_headings (GPtrArray *row, guint *given)
{
  double cost[32][N_HEADINGS + 1] = { { 0 } };
  guint n = MIN (row->len, 31), i = n, h = N_HEADINGS;

  for (guint r = 1; r <= n; r++)
    {
      cost[r][0] = r;
      for (guint c = 1; c <= N_HEADINGS; c++)
        {
          double like =
              cost[r - 1][c - 1] + 0.9 * unlike_heading (((PdOcrLine *) row->pdata[r - 1])->text, c - 1);

          cost[r][c] = MIN (like, MIN (cost[r - 1][c] + 0.95, cost[r][c - 1]));
        }
    }
  for (guint r = 0; r < row->len; r++)
    given[r] = N_HEADINGS;
  while (i > 0 && h > 0)
    if (cost[i][h] == cost[i][h - 1])
      h--;
    else if (cost[i][h] == cost[i - 1][h] + 0.95)
      i--;
    else
      given[--i] = --h;
}

static gboolean
is_label (const char *text)
{
  g_autofree char *folded = pd_layout_fold_text (text);
  guint n_labels;
  const PdLayoutLabel *labels = pd_layout_labels (&n_labels);

  for (guint i = 0; i < n_labels; i++)
    if (g_str_equal (folded, labels[i].text))
      return TRUE;
  return FALSE;
}

static void
mend_row (GPtrArray *row)
{
  guint given[256] = { 0 };
  guint certain = 0;

  g_ptr_array_sort (row, compare_places);
  join_spread (row);
  if (row->len < 4 || row->len > G_N_ELEMENTS (given))
    return;
  give_headings (row, given);
  for (guint i = 0; i < row->len; i++)
    certain += given[i] < N_HEADINGS && unlike_heading (((PdOcrLine *) row->pdata[i])->text, given[i]) < 0.3;
  if (certain < 2)
    return;
  for (guint i = 0; i < row->len; i++)
    {
      PdOcrLine *line = row->pdata[i];

      if (given[i] < N_HEADINGS)
        pd_ocr_line_mend (line, g_strdup (is_label (line->text) ? line->text : headings[given[i]]));
    }
}

/*< private >
 * pd_ocr_mend_headings:
 * @lines: (element-type PdOcrLine): lines of a picture
 *
 * Finds the row of headings over the goods by those that were recognised, and gives the others theirs by their order.
 */
void
pd_ocr_mend_headings (GArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);
      g_autoptr (GPtrArray) row = NULL;

      if (line->text == NULL ||
          !(unlike_heading (line->text, 0) < 0.3 || unlike_heading (line->text, 1) < 0.3 ||
            unlike_heading (line->text, 6) < 0.3))
        continue;
      row = g_ptr_array_new ();
      for (guint j = 0; j < lines->len; j++)
        {
          PdOcrLine *other = &g_array_index (lines, PdOcrLine, j);

          if (other->text != NULL && is_beside (&line->place, &other->place))
            g_ptr_array_add (row, other);
        }
      mend_row (row);
    }
}
