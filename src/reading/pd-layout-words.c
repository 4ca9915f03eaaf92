/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <math.h>
#include <string.h>

/* Text and words of one page that are looked at; a page full of goods has some thousand words. */
#define MAX_WORDS 40000
#define MAX_BOX_BYTES 4000
#define MAX_PAGE_BYTES (1024 * 1024)
#define MAX_JOINED_BYTES 400
#define MAX_PLACE 100000.0
/* Signs that run downwards and are looked at for each other. */
#define MAX_MARKERS 200

/* In ems: a gap that a space leaves, and one that parts two values. */
#define GAP_SPACE 0.25
#define GAP_WIDE 0.6

static void
word_clear (gpointer data)
{
  g_free (((PdLayoutWord *) data)->text);
}

void
pd_layout_page_free (PdLayoutPage *self)
{
  g_array_unref (self->words);
  g_array_unref (self->rows);
  g_array_unref (self->hits);
  g_free (self);
}

/* A sign of those that forms print downwards at the left of a block. */
gboolean
pd_layout_is_marker (gunichar character)
{
  return character != 0 && g_utf8_strchr ("购买销售方信息密码区备注", -1, character) != NULL;
}

/* Radicals and doubled ideographs stand for the common ones; what has no form of its own goes. */
static char *
clean_box (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (strlen (text), MAX_BOX_BYTES));
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if ((character >= 0x2E80 && character <= 0x2FDF) || (character >= 0xF900 && character <= 0xFAFF))
        {
          g_autofree char *common = g_utf8_normalize (at, g_utf8_skip[(guchar) *at], G_NORMALIZE_ALL_COMPOSE);

          g_string_append (clean, common != NULL ? common : "");
        }
      else if (g_unichar_isspace (character))
        {
          if (clean->len > 0 && clean->str[clean->len - 1] != ' ')
            g_string_append_c (clean, ' ');
        }
      else if (!g_unichar_iscntrl (character) && g_unichar_type (character) != G_UNICODE_PRIVATE_USE &&
               g_unichar_type (character) != G_UNICODE_FORMAT && character != 0xFFFD)
        g_string_append_unichar (clean, character);
    }
  g_strchomp (clean->str);
  return g_string_free (clean, FALSE);
}

/* How wide a text would be set, in ems. */
static double
natural_width (const char *text)
{
  double width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    width += g_utf8_get_char (at) >= 0x2E80 ? 1.0 : 0.5;
  return width;
}

static void
add_word (GArray *words, double x0, double y0, double x1, double y1, const char *text, gboolean loose)
{
  PdLayoutWord word = { .x0 = x0, .y0 = y0, .x1 = x1, .y1 = y1, .loose = loose };

  if (*text == '\0' || words->len >= MAX_WORDS)
    return;
  word.text = g_strdup (text);
  g_array_append_val (words, word);
}

static gboolean
is_single (const char *text)
{
  return *text != '\0' && *g_utf8_next_char (text) == '\0';
}

static gboolean
is_marker_text (const char *text)
{
  return is_single (text) && pd_layout_is_marker (g_utf8_get_char (text));
}

/* Parts @text where values stand apart: at every space of a loose run, else only before a label. What a form prints
 * with spaces inside, "单 价", stays together. */
static GPtrArray *
part_text (const char *text, gboolean loose)
{
  g_auto (GStrv) tokens = g_strsplit (text, " ", -1);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) part = g_string_new (NULL);
  guint last_run = 0;

  for (guint i = 0; tokens[i] != NULL;)
    {
      guint run = pd_layout_label_run ((const char *const *) tokens + i);
      guint n = MAX (run, 1);
      gboolean marker = is_marker_text (part->str) && pd_layout_begins (tokens[i]);

      if (part->len > 0 &&
          (loose || n > 1 || marker || (run > 0 && last_run > 0) || pd_layout_begins_label (tokens[i])))
        {
          g_ptr_array_add (parts, g_strdup (part->str));
          g_string_truncate (part, 0);
        }
      last_run = part->len == 0 ? run : 0;
      for (; n > 0; n--, i++)
        {
          if (part->len > 0)
            g_string_append_c (part, ' ');
          g_string_append (part, tokens[i]);
        }
    }
  g_ptr_array_add (parts, g_strdup (part->str));
  return parts;
}

/* A run of text may reach over the whole page with values far apart; the ends are known, and what is left over between
 * its parts is shared out evenly. */
static void
add_box (GArray *words, const PdTextBox *box, const char *text, double median)
{
  double em = MIN (box->y1 - box->y0, MAX (1.25 * median, (box->y1 - box->y0) / 3));
  double width = box->x1 - box->x0;
  gboolean loose = strchr (text, ' ') != NULL && width > natural_width (text) * em * 1.25 + 1.5 * em;
  g_autoptr (GPtrArray) parts = part_text (text, loose);
  double natural = 0, scale, gap, x = box->x0;

  for (guint i = 0; i < parts->len; i++)
    natural += natural_width (parts->pdata[i]) * em;
  if (natural <= 0)
    return;
  scale = MIN (1.0, width / natural);
  gap = parts->len > 1 ? MAX (0.0, width - natural * scale) / (parts->len - 1) : 0;
  for (guint i = 0; i < parts->len; i++)
    {
      double end = parts->len == 1 ? box->x1 : x + natural_width (parts->pdata[i]) * em * scale;

      add_word (words, x, box->y0, end, box->y1, parts->pdata[i], parts->len > 1);
      x = end + gap;
    }
}

/* A run much taller than its letters can be has words of many lines in it. */
static gboolean
is_stray (const PdTextBox *box, const char *text, double median)
{
  return box->y1 - box->y0 > 4 * median && strchr (text, ' ') != NULL &&
         (box->x1 - box->x0) < natural_width (text) * (box->y1 - box->y0) * 0.7;
}

/* Text that runs downwards beside the form tells how often it was fetched, and the like. */
static gboolean
is_turned (const PdTextBox *box, const char *text)
{
  return g_utf8_strlen (text, -1) >= 3 && box->y1 - box->y0 > 2.5 * (box->x1 - box->x0);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static gboolean
is_placed (const PdTextBox *box)
{
  return isfinite (box->x0) && isfinite (box->x1) && isfinite (box->y0) && isfinite (box->y1) &&
         fabs (box->x0) < MAX_PLACE && fabs (box->x1) < MAX_PLACE && fabs (box->y0) < MAX_PLACE &&
         fabs (box->y1) < MAX_PLACE && box->y1 - box->y0 > 0.1 && box->x1 >= box->x0;
}

static double
median_height (const PdTextPage *page)
{
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < page->boxes->len; i++)
    {
      const PdTextBox *box = page->boxes->pdata[i];
      double height = box->y1 - box->y0;

      if (is_placed (box))
        g_array_append_val (heights, height);
    }
  g_array_sort (heights, compare_doubles);
  return heights->len > 0 ? g_array_index (heights, double, heights->len / 2) : 1;
}

static void
add_stray (GArray *words, const PdTextBox *box, const char *text)
{
  g_autoptr (GPtrArray) parts = part_text (text, TRUE);

  for (guint i = 0; i < parts->len; i++)
    {
      add_word (words, box->x0, box->y0, box->x1, box->y1, parts->pdata[i], TRUE);
      if (words->len > 0)
        g_array_index (words, PdLayoutWord, words->len - 1).stray = TRUE;
    }
}

static GArray *
take_boxes (const PdTextPage *page, GArray *strays)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (PdLayoutWord));
  double median = median_height (page);
  gsize bytes = 0;

  g_array_set_clear_func (words, word_clear);
  for (guint i = 0; i < page->boxes->len && bytes < MAX_PAGE_BYTES && words->len < MAX_WORDS; i++)
    {
      const PdTextBox *box = page->boxes->pdata[i];
      g_autofree char *text = NULL;

      if (!is_placed (box))
        continue;
      text = clean_box (box->text);
      bytes += strlen (text);
      if (*text == '\0' || is_turned (box, text))
        continue;
      if (is_stray (box, text, median))
        add_stray (strays, box, text);
      else
        add_box (words, box, text, median);
    }
  return words;
}

static double
middle (const PdLayoutWord *word)
{
  return (word->y0 + word->y1) / 2;
}

static int
compare_y (gconstpointer a, gconstpointer b)
{
  double first = middle (a), second = middle (b);

  return first < second ? -1 : first > second;
}

static int
compare_x (gconstpointer a, gconstpointer b)
{
  const PdLayoutWord *first = a, *second = b;

  if (first->x0 != second->x0)
    return first->x0 < second->x0 ? -1 : 1;
  return compare_y (a, b);
}

/* Words whose middles are close stand in one row. */
static void
part_rows (GArray *words, GArray *rows)
{
  g_array_set_size (rows, 0);
  g_array_sort (words, compare_y);
  for (guint i = 0; i < words->len;)
    {
      PdLayoutWord *first = &g_array_index (words, PdLayoutWord, i);
      PdLayoutRow row = { i, 1, first->y0, first->y1 };
      double sum = middle (first), low = first->y1 - first->y0;

      for (i++; i < words->len; i++, row.n++)
        {
          PdLayoutWord *word = &g_array_index (words, PdLayoutWord, i);

          if (middle (word) - sum / row.n > 0.5 * MIN (low, word->y1 - word->y0))
            break;
          sum += middle (word);
          low = MIN (low, word->y1 - word->y0);
          row.y0 = MIN (row.y0, word->y0);
          row.y1 = MAX (row.y1, word->y1);
        }
      qsort (&g_array_index (words, PdLayoutWord, row.first), row.n, sizeof (PdLayoutWord), compare_x);
      g_array_append_val (rows, row);
    }
}

/* Some programs place every sign by itself. */
static gboolean
belong_together (const PdLayoutWord *left, const PdLayoutWord *right, double *gap)
{
  double em = MIN (left->y1 - left->y0, right->y1 - right->y0);
  double tall = MAX (left->y1 - left->y0, right->y1 - right->y0);
  gboolean single = is_single (left->text);

  *gap = (right->x0 - left->x1) / em;
  if (left->loose || right->loose || (!single && !is_single (right->text)) || tall > 1.5 * em ||
      *gap < -0.6 || *gap > GAP_WIDE)
    return FALSE;
  return *gap <= GAP_SPACE + 0.05 || !is_marker_text (left->text);
}

static GArray *
join_signs (GArray *words, const GArray *rows)
{
  GArray *joined = g_array_sized_new (FALSE, FALSE, sizeof (PdLayoutWord), words->len);

  g_array_set_clear_func (joined, word_clear);
  for (guint r = 0; r < rows->len; r++)
    {
      const PdLayoutRow *row = &g_array_index (rows, PdLayoutRow, r);
      GString *text = NULL;

      for (guint i = row->first; i < row->first + row->n; i++)
        {
          PdLayoutWord *word = &g_array_index (words, PdLayoutWord, i);
          PdLayoutWord *last =
              i == row->first ? NULL : &g_array_index (joined, PdLayoutWord, joined->len - 1);
          double gap;

          if (last != NULL && strlen (last->text) < MAX_JOINED_BYTES && belong_together (last, word, &gap))
            {
              if (text == NULL)
                text = g_string_new (last->text);
              if (gap > GAP_SPACE)
                g_string_append_c (text, ' ');
              g_string_append (text, word->text);
              g_free (last->text);
              last->text = g_strdup (text->str);
              last->x1 = MAX (last->x1, word->x1);
              last->y0 = MIN (last->y0, word->y0);
              last->y1 = MAX (last->y1, word->y1);
              continue;
            }
          if (text != NULL)
            g_string_free (g_steal_pointer (&text), TRUE);
          g_array_append_val (joined, *word);
          word->text = NULL;
        }
      if (text != NULL)
        g_string_free (text, TRUE);
    }
  return joined;
}

/* Signs of a heading that runs downwards stand close above each other. */
static void
find_markers (GArray *words)
{
  guint found[MAX_MARKERS];
  guint n_found = 0;

  for (guint i = 0; i < words->len && n_found < MAX_MARKERS; i++)
    {
      const PdLayoutWord *word = &g_array_index (words, PdLayoutWord, i);

      if (is_marker_text (word->text))
        found[n_found++] = i;
    }
  for (guint i = 0; i < n_found; i++)
    for (guint j = 0; j < n_found; j++)
      {
        PdLayoutWord *a = &g_array_index (words, PdLayoutWord, found[i]);
        PdLayoutWord *b = &g_array_index (words, PdLayoutWord, found[j]);

        if (i != j && fabs (a->x0 - b->x0) < a->y1 - a->y0 && fabs (middle (a) - middle (b)) < 45 &&
            fabs (middle (a) - middle (b)) > 2)
          a->marker = TRUE;
      }
}

/*< private >
 * pd_layout_page_new:
 * @page: runs of text in any order; hostile
 *
 * Puts the runs of a page into words and rows and finds what is printed on the form. Takes n log n of time.
 *
 * Returns: (transfer full): the page
 */
PdLayoutPage *
pd_layout_page_new (const PdTextPage *page)
{
  PdLayoutPage *self = g_new0 (PdLayoutPage, 1);
  g_autoptr (GArray) strays = g_array_new (FALSE, FALSE, sizeof (PdLayoutWord));
  g_autoptr (GArray) signs = take_boxes (page, strays);

  self->width = isfinite (page->width) && page->width > 0 ? MIN (page->width, MAX_PLACE) : 595;
  self->height = isfinite (page->height) && page->height > 0 ? MIN (page->height, MAX_PLACE) : 397;
  self->rows = g_array_new (FALSE, FALSE, sizeof (PdLayoutRow));
  self->hits = g_array_new (FALSE, FALSE, sizeof (PdLayoutHit));
  part_rows (signs, self->rows);
  self->words = join_signs (signs, self->rows);
  part_rows (self->words, self->rows);
  find_markers (self->words);
  /* Strays stand behind all rows: nothing is beside them. */
  if (strays->len > 0)
    g_array_append_vals (self->words, strays->data, strays->len);
  pd_layout_find_labels (self);
  return self;
}
