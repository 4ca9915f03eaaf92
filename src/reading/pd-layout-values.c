/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <string.h>

/* In ems: how far a value may stand from its label, and its words from each other. */
#define MAX_TO_VALUE 14.0
#define MAX_IN_VALUE 2.6
#define GAP_SPACE 0.2
/* Words of one value. */
#define MAX_VALUE_WORDS 200

/*< private >
 * pd_layout_form:
 * @text: one word
 *
 * Returns: what it can be by its signs
 */
PdLayoutForm
pd_layout_form (const char *text)
{
  g_autofree char *folded = pd_layout_fold_text (text);
  const char *at = folded;
  gsize length, whole;

  if (*at == '\0')
    return PD_LAYOUT_FORM_TEXT;
  if (strspn (at, "*") == strlen (at))
    return PD_LAYOUT_FORM_STARS;
  if (g_str_equal (at, "免税") || g_str_equal (at, "不征税") || g_str_equal (at, "普通零税率") ||
      g_str_equal (at, "出口零税率") || g_str_equal (at, "出口退税"))
    return PD_LAYOUT_FORM_RATE;
  if (g_str_has_prefix (at, "CNY"))
    at += 3;
  if (*at == '-')
    at++;
  if (g_utf8_get_char (at) == 0xA5)
    at = g_utf8_next_char (at);
  if (*at == '-')
    at++;
  length = strspn (at, "0123456789.,");
  whole = strcspn (at, ".");
  if (length > 0 && at[length] == '%' && at[length + 1] == '\0')
    return PD_LAYOUT_FORM_RATE;
  if (length == 0 || at[length] != '\0' || strpbrk (at, "0123456789") == NULL ||
      (at[whole] == '.' && strchr (at + whole + 1, '.') != NULL))
    return PD_LAYOUT_FORM_TEXT;
  return at[whole] == '.' && length == whole + 3 ? PD_LAYOUT_FORM_MONEY : PD_LAYOUT_FORM_NUMBER;
}

/* How many digits are written out in a text that is an amount in words, or a line of one; 0 when it is none. */
static guint
count_words (const char *text)
{
  guint digits = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = pd_layout_fold (g_utf8_get_char (at));

      if (character == 0 || g_utf8_strchr ("⊗ⓧ○〇()（）负数整正人民币:圆元角分", -1, character) != NULL)
        continue;
      if (g_utf8_strchr ("零壹贰叁肆伍陆柒捌玖拾佰仟万亿贰叄陸億萬", -1, character) != NULL)
        digits++;
      else
        return 0;
    }
  return digits;
}

/*< private >
 * pd_layout_is_words:
 * @text: one word or some
 *
 * Returns: whether it is an amount in words
 */
gboolean
pd_layout_is_words (const char *text)
{
  gboolean unit = FALSE;

  for (const char *at = text; *at != '\0' && !unit; at = g_utf8_next_char (at))
    unit = g_utf8_strchr ("圆元角分", -1, pd_layout_fold (g_utf8_get_char (at))) != NULL;
  return unit && count_words (text) > 0;
}

/*< private >
 * pd_layout_is_of_words:
 * @word: a word
 * @hit: the label of the total in words
 *
 * Returns: whether it is the amount, or one line of it: a long one stands in two, above and below the label's middle
 */
gboolean
pd_layout_is_of_words (const PdLayoutWord *word, const PdLayoutHit *hit)
{
  double off = ABS (word->y0 + word->y1 - hit->y0 - hit->y1) / 2;

  return !word->stray && word->x1 > hit->x1 && off < 1.5 * (hit->y1 - hit->y0) &&
         count_words (word->text) > 0;
}

/*< private >
 * pd_layout_beside:
 * @word: a word
 * @y0: upper edge of something
 * @y1: its lower edge
 *
 * Returns: whether both stand in one line, though one may be set some points higher
 */
gboolean
pd_layout_beside (const PdLayoutWord *word, double y0, double y1)
{
  double overlap = MIN (word->y1, y1) - MAX (word->y0, y0);

  return overlap > 0.35 * MIN (word->y1 - word->y0, y1 - y0);
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer data)
{
  const PdLayoutPage *page = data;
  const PdLayoutWord *first = pd_layout_word (page, *(const guint *) a);
  const PdLayoutWord *second = pd_layout_word (page, *(const guint *) b);

  return first->x0 < second->x0 ? -1 : first->x0 > second->x0;
}

/*< private >
 * pd_layout_join:
 * @page: a page
 * @words: indices of words, by their rows
 * @n_words: how many
 *
 * Returns: (transfer full): the text of the words, lines one after the other without anything between: the form breaks
 *   a value where the cell ends
 */
char *
pd_layout_join (const PdLayoutPage *page, const guint *words, guint n_words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, words[i]);
      const PdLayoutWord *last = i == 0 ? NULL : pd_layout_word (page, words[i - 1]);

      if (last != NULL && pd_layout_beside (word, last->y0, last->y1) &&
          word->x0 - last->x1 > GAP_SPACE * (word->y1 - word->y0))
        g_string_append_c (text, ' ');
      g_string_append (text, word->text);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_of_hit (const PdLayoutHit *hit, guint word)
{
  return word >= hit->first && word <= hit->last;
}

/* A place that was worked out may be wrong by some letters. */
static gboolean
begins_right (const PdLayoutWord *word, double x, double em)
{
  return word->x0 > x - 0.6 * em || (word->loose && (word->x0 + word->x1) / 2 > x && word->x0 > x - 2 * em);
}

/* Words right of a label, to the next label, a heading that runs downwards, or a wide gap. */
static GArray *
words_right (const PdLayoutPage *page, const PdLayoutHit *hit, double limit)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  double em = hit->y1 - hit->y0;

  for (guint i = 0; i < page->words->len && found->len < MAX_VALUE_WORDS; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if (!word->stray && !is_of_hit (hit, i) && begins_right (word, hit->x1, em) && word->x0 < limit &&
          pd_layout_beside (word, hit->y0, hit->y1))
        g_array_append_val (found, i);
    }
  return found;
}

/* Keeps what belongs to the value; words come by rows, each from left to right. */
static void
keep_value (const PdLayoutPage *page, const PdLayoutHit *hit, GArray *found)
{
  double em = hit->y1 - hit->y0, end = hit->x1;
  double stop = G_MAXDOUBLE;
  guint kept = 0;
  g_autoptr (GArray) sorted = g_array_copy (found);

  g_array_sort_with_data (sorted, compare_places, (gpointer) page);
  for (guint i = 0; i < sorted->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, g_array_index (sorted, guint, i));
      double most = i == 0 && *hit->rest == '\0' ? MAX_TO_VALUE : MAX_IN_VALUE;

      if (word->marker || word->label || word->x0 - end > most * em)
        {
          stop = word->x0;
          break;
        }
      end = MAX (end, word->x1);
    }
  for (guint i = 0; i < found->len; i++)
    if (pd_layout_word (page, g_array_index (found, guint, i))->x0 < stop)
      g_array_index (found, guint, kept++) = g_array_index (found, guint, i);
  g_array_set_size (found, kept);
}

/*< private >
 * pd_layout_value:
 * @page: a page
 * @hit: a label on it
 * @limit: how far right a value may begin, points
 *
 * Returns: (transfer full): what stands beside the label, "" for nothing
 */
char *
pd_layout_value (const PdLayoutPage *page, const PdLayoutHit *hit, double limit)
{
  g_autoptr (GArray) found = words_right (page, hit, limit);
  g_autofree char *right = NULL;
  gboolean space = FALSE;

  keep_value (page, hit, found);
  right = pd_layout_join (page, (const guint *) (gpointer) found->data, found->len);
  if (*hit->rest == '\0')
    return g_steal_pointer (&right);
  if (found->len > 0)
    {
      const PdLayoutWord *own = pd_layout_word (page, hit->last);
      const PdLayoutWord *next = pd_layout_word (page, g_array_index (found, guint, 0));

      space = pd_layout_beside (next, own->y0, own->y1) && next->x0 > own->x1 - 1;
    }
  return g_strconcat (hit->rest, space ? " " : "", right, NULL);
}

/*< private >
 * pd_layout_value_below:
 * @page: a page
 * @hit: a label on it, over a cell
 * @depth: how far below a value may stand, in heights of the label
 *
 * Returns: (transfer full): what stands below the label, "" for nothing
 */
char *
pd_layout_value_below (const PdLayoutPage *page, const PdLayoutHit *hit, double depth)
{
  double em = hit->y1 - hit->y0;
  double right = page->width * 2;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *other = pd_layout_hit (page, i);

      if (other->row == hit->row && other->x0 > hit->x0 + 1)
        right = MIN (right, other->x0);
    }
  for (guint i = 0; i < page->words->len && found->len < MAX_VALUE_WORDS; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      double below = (word->y0 + word->y1) / 2 - hit->y1;

      if (word->stray || word->label || word->x0 < hit->x0 - 2 * em || word->x0 >= right || below <= 0 ||
          below > depth * em)
        continue;
      if (found->len > 0)
        {
          const PdLayoutWord *first = pd_layout_word (page, g_array_index (found, guint, 0));

          if (!pd_layout_beside (word, first->y0, first->y1))
            continue;
        }
      if (word->x0 < hit->x0 && word->x1 < hit->x0 + em)
        continue;
      g_array_append_val (found, i);
    }
  return pd_layout_join (page, (const guint *) (gpointer) found->data, found->len);
}
