/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-picture.h"

#include <math.h>
#include <string.h>

/* Darker than this is ink, on paper that was evened out. */
#define INK 185
/* Marks that are kept: a page of small print has some 6 000 of them. */
#define MAX_MARKS 40000
/* Stretches of ink in its rows: a page has some 100 000, and what has more than this is no page. */
#define MAX_STRETCHES (2 * 1000 * 1000)
/* A rule is this long and this thick at most, in heights of a letter. */
#define RULE_LENGTH 4.0
#define RULE_THICK 0.35
/* Ink that is so much darker than a rule is a letter over it. */
#define DARKER 60
/* Marks beside each other are one run when no more is between them, in heights of a letter. */
#define GAP 1.3
/* A line of text is this high at most, in heights of a letter: a heading beside small print. */
#define LINE_HEIGHT 4.0
/* Runs of a page. */
#define MAX_RUNS 3000

/* A stretch of ink in one row, and the stretch that leads its mark. */
typedef struct
{
  int x0, x1, y;
  guint leader;
} Stretch;

static guint
leader_of (GArray *stretches, guint i)
{
  while (g_array_index (stretches, Stretch, i).leader != i)
    {
      guint next = g_array_index (stretches, Stretch, i).leader;

      g_array_index (stretches, Stretch, i).leader = g_array_index (stretches, Stretch, next).leader;
      i = next;
    }
  return i;
}

static void
unite (GArray *stretches, guint a, guint b)
{
  guint first = leader_of (stretches, a), second = leader_of (stretches, b);

  g_array_index (stretches, Stretch, MAX (first, second)).leader = MIN (first, second);
}

static void
find_in_row (const PdPicture *self, int y, GArray *stretches)
{
  const guchar *row = self->grey + (gsize) y * (gsize) self->width;

  for (int x = 0; x < self->width; x++)
    if (row[x] < INK)
      {
        Stretch stretch = { x, x, y, stretches->len };

        while (x < self->width && row[x] < INK)
          x++;
        stretch.x1 = x;
        g_array_append_val (stretches, stretch);
      }
}

/* Stretches of two rows that touch, also over a corner, belong together. */
static void
join_rows (GArray *stretches, guint above, guint row, guint end)
{
  for (guint i = above, j = row; i < row && j < end;)
    {
      const Stretch *upper = &g_array_index (stretches, Stretch, i);
      const Stretch *lower = &g_array_index (stretches, Stretch, j);

      if (upper->x0 <= lower->x1 && lower->x0 <= upper->x1)
        unite (stretches, i, j);
      if (g_array_index (stretches, Stretch, i).x1 < g_array_index (stretches, Stretch, j).x1)
        i++;
      else
        j++;
    }
}

/*< private >
 * pd_picture_marks:
 * @self: a picture, evened out
 *
 * Returns: (transfer full) (element-type PdMark): what hangs together in ink, by the place of its first dot; at most
 *   40 000, those at the top
 */
GArray *
pd_picture_marks (const PdPicture *self)
{
  g_autoptr (GArray) stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  g_autofree guint *places = NULL;
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (PdMark));

  for (int y = 0, above = 0; y < self->height && stretches->len < MAX_STRETCHES; y++)
    {
      guint row = stretches->len;

      find_in_row (self, y, stretches);
      if (y > 0)
        join_rows (stretches, (guint) above, row, stretches->len);
      above = (int) row;
    }
  places = g_new (guint, stretches->len + 1);
  for (guint i = 0; i < stretches->len; i++)
    {
      const Stretch *stretch = &g_array_index (stretches, Stretch, i);
      guint leader = leader_of (stretches, i);
      PdMark mark = { stretch->x0, stretch->y, stretch->x1, stretch->y + 1 };

      if (leader == i)
        {
          places[i] = marks->len;
          if (marks->len < MAX_MARKS)
            g_array_append_val (marks, mark);
        }
      else if (places[leader] < marks->len)
        {
          PdMark *whole = &g_array_index (marks, PdMark, places[leader]);

          whole->x0 = MIN (whole->x0, mark.x0);
          whole->x1 = MAX (whole->x1, mark.x1);
          whole->y1 = MAX (whole->y1, mark.y1);
        }
    }
  return marks;
}

/*< private >
 * pd_picture_letter_height:
 * @marks: (element-type PdMark): marks of a picture
 *
 * Returns: the usual height of a letter, dots; 0 when there are too few to say
 */
int
pd_picture_letter_height (const GArray *marks)
{
  guint counts[400] = { 0 };
  guint n = 0, below = 0;

  for (guint i = 0; i < marks->len; i++)
    {
      const PdMark *mark = &g_array_index (marks, PdMark, i);
      int width = mark->x1 - mark->x0, height = mark->y1 - mark->y0;

      if (height < 5 || height >= (int) G_N_ELEMENTS (counts) || width < 2 || width > 3 * height)
        continue;
      counts[height]++;
      n++;
    }
  if (n < 20)
    return 0;
  for (int height = 0; height < (int) G_N_ELEMENTS (counts); height++)
    if ((below += counts[height]) * 2 >= n)
      return height;
  return 0;
}

/* How well feet of letters fall into rows when lines fall by @angle to the right. */
static double
rows_of (const GArray *marks, double angle, int letter, guint *rows, gsize n_rows)
{
  double c = cos (angle), s = sin (angle), score = 0;
  double bin = MAX (letter / 8.0, 1);

  memset (rows, 0, n_rows * sizeof *rows);
  for (guint i = 0; i < marks->len; i++)
    {
      const PdMark *mark = &g_array_index (marks, PdMark, i);
      int height = mark->y1 - mark->y0, width = mark->x1 - mark->x0;
      double x = (mark->x0 + mark->x1) / 2.0, y = (mark->y0 + mark->y1) / 2.0;
      double place;

      if (height < letter / 2 || height > letter * 2 || width < letter / 2 || width > letter * 2)
        continue;
      /* The foot, whichever way is down. */
      place = (y * c - x * s + (height * fabs (c) + width * fabs (s)) / 2) / bin + (double) n_rows / 2;
      if (place >= 0 && place < (double) n_rows)
        rows[(gsize) place]++;
    }
  for (gsize i = 0; i < n_rows; i++)
    score += (double) rows[i] * rows[i];
  return score;
}

/*< private >
 * pd_picture_skew:
 * @marks: (element-type PdMark): marks of a picture
 * @around: radians, where to look
 * @range: radians, how far on either side
 * @score: (out): how clearly lines were found; to be compared for the same marks only
 *
 * Returns: radians by which the lines of text fall to the right
 */
double
pd_picture_skew (const GArray *marks, double around, double range, double *score)
{
  int letter = MAX (pd_picture_letter_height (marks), 1);
  gsize n_rows = 40000;
  g_autofree guint *rows = g_new (guint, n_rows);
  double best = around, step = 0.25 * G_PI / 180;

  *score = rows_of (marks, around, letter, rows, n_rows);
  for (; step > 0.03 * G_PI / 180; range = step, step /= 5)
    {
      double middle = best;

      for (double angle = middle - range; angle <= middle + range; angle += step)
        {
          double found = rows_of (marks, angle, letter, rows, n_rows);

          if (found > *score)
            {
              *score = found;
              best = angle;
            }
        }
    }
  return best;
}

/* Marks one dot of a rule with what is above and below (or beside) it, unless a letter crosses it there; what is darker
 * than the rule is the letter. */
static void
take_dot (PdPicture *self,
          PdPicture *rules,
          int x,
          int y,
          gsize step,
          int place,
          int end,
          int thick,
          int dark)
{
  gsize at = (gsize) y * (gsize) self->width + (gsize) x;
  int before = 0, after = 0;

  while (before <= thick && place - before > 0 && self->grey[at - (gsize) (before + 1) * step] < INK)
    before++;
  while (after <= thick && place + after + 1 < end && self->grey[at + (gsize) (after + 1) * step] < INK)
    after++;
  for (int i = -before; i <= after; i++)
    if (before + after < thick && self->grey[(gsize) ((gssize) at + i * (gssize) step)] > dark)
      rules->grey[(gsize) ((gssize) at + i * (gssize) step)] = 0;
  if (self->grey[at] > dark)
    rules->grey[at] = 0;
}

static void
find_rules (PdPicture *self, PdPicture *rules, gboolean level, int length, int thick)
{
  int along = level ? self->width : self->height, across = level ? self->height : self->width;
  gsize step = level ? 1 : (gsize) self->width, other = level ? (gsize) self->width : 1;

  for (int line = 0; line < across; line++)
    for (int at = 0; at < along; at++)
      {
        gsize start = (gsize) line * other + (gsize) at * step;
        int n = 0;
        gint64 sum = 0;

        while (at + n < along && self->grey[start + (gsize) n * step] < INK)
          sum += self->grey[start + (gsize) n++ * step];
        for (int i = 0; n >= length && i < n; i++)
          take_dot (self, rules, level ? at + i : line, level ? line : at + i, other, line, across, thick,
                    (int) (sum / n) - DARKER);
        at += n;
      }
}

/*< private >
 * pd_picture_take_rules:
 * @self: a picture, evened out and level
 * @letter: the height of a letter, dots
 *
 * Erases the ruling lines of a form, so that letters which touch them are letters again.
 *
 * Returns: (transfer full): the lines alone
 */
PdPicture *
pd_picture_take_rules (PdPicture *self, int letter)
{
  PdPicture *rules = pd_picture_new (self->width, self->height);
  int length = MAX ((int) (RULE_LENGTH * letter), 10), thick = MAX ((int) (RULE_THICK * letter), 3);
  gsize n = (gsize) self->width * (gsize) self->height;

  find_rules (self, rules, TRUE, length, thick);
  find_rules (self, rules, FALSE, length, thick);
  for (gsize i = 0; i < n; i++)
    if (rules->grey[i] == 0)
      self->grey[i] = 255;
  return rules;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const PdMark *first = a, *second = b;

  return first->x0 != second->x0 ? (first->x0 < second->x0 ? -1 : 1)
                                 : (first->y0 > second->y0) - (first->y0 < second->y0);
}

static gboolean
has_rule_between (const PdPicture *rules, const PdMark *left, const PdMark *right)
{
  int y = MIN ((MAX (left->y0, right->y0) + MIN (left->y1, right->y1)) / 2, rules->height - 1);

  for (int x = MAX (left->x1, 0); x < MIN (right->x0, rules->width); x++)
    if (rules->grey[(gsize) y * (gsize) rules->width + (gsize) x] == 0)
      return TRUE;
  return FALSE;
}

/* Whether a mark goes on a run that was begun left of it. */
static gboolean
goes_on (const PdMark *run, const PdMark *mark, const PdPicture *rules, int letter)
{
  int overlap = MIN (run->y1, mark->y1) - MAX (run->y0, mark->y0);
  int height = MAX (MAX (run->y1 - run->y0, mark->y1 - mark->y0), letter);

  return overlap * 2 > MIN (run->y1 - run->y0, mark->y1 - mark->y0) && mark->x0 - run->x1 < GAP * height &&
         MAX (run->y1, mark->y1) - MIN (run->y0, mark->y0) < 1.8 * height &&
         !has_rule_between (rules, run, mark);
}

static void
widen (PdMark *run, const PdMark *mark)
{
  run->x1 = MAX (run->x1, mark->x1);
  run->y0 = MIN (run->y0, mark->y0);
  run->y1 = MAX (run->y1, mark->y1);
}

/* Parts of one letter stand over each other, close, and are no higher together than a letter is. */
static gboolean
is_of_letter (const PdMark *one, const PdMark *other, int letter)
{
  int overlap = MIN (one->x1, other->x1) - MAX (one->x0, other->x0);
  int gap = MAX (one->y0, other->y0) - MIN (one->y1, other->y1);

  return overlap * 2 > MIN (one->x1 - one->x0, other->x1 - other->x0) && gap * 3 < letter &&
         MAX (one->y1, other->y1) - MIN (one->y0, other->y0) <= 1.7 * letter &&
         MAX (one->x1, other->x1) - MIN (one->x0, other->x0) <= 1.8 * letter;
}

/* What was taken into another has no height. */
static gboolean
is_gone (const PdMark *mark)
{
  return mark->y0 == mark->y1;
}

static void
take_into (PdMark *mark, PdMark *other)
{
  widen (mark, other);
  other->y1 = other->y0;
}

static void
remove_gone (GArray *marks)
{
  guint n = 0;

  for (guint i = 0; i < marks->len; i++)
    if (!is_gone (&g_array_index (marks, PdMark, i)))
      g_array_index (marks, PdMark, n++) = g_array_index (marks, PdMark, i);
  g_array_set_size (marks, n);
}

/* Joins the parts of letters; @marks are sorted from left to right and stay so. */
static void
join_letters (GArray *marks, int letter)
{
  for (guint i = 0; i < marks->len; i++)
    {
      PdMark *one = &g_array_index (marks, PdMark, i);

      for (guint j = i + 1;
           j < marks->len && !is_gone (one) && g_array_index (marks, PdMark, j).x0 < one->x1;)
        {
          PdMark *other = &g_array_index (marks, PdMark, j);
          gboolean joins = !is_gone (other) && is_of_letter (one, other, letter);

          if (joins)
            take_into (one, other);
          j = joins ? i + 1 : j + 1;
        }
    }
  remove_gone (marks);
}

/* Runs that were begun by different parts of one letter. */
static void
join_runs (GArray *runs, const PdPicture *rules, int letter)
{
  for (guint i = 0; i < runs->len; i++)
    {
      PdMark *one = &g_array_index (runs, PdMark, i);

      for (guint j = i + 1; j < runs->len && !is_gone (one);)
        {
          PdMark *other = &g_array_index (runs, PdMark, j);
          gboolean joins = !is_gone (other) && other->x0 < one->x1 && one->x0 < other->x1 &&
                           goes_on (one, other, rules, letter);

          if (joins)
            take_into (one, other);
          j = joins ? i + 1 : j + 1;
        }
    }
  remove_gone (runs);
}

/* Adds a mark to the run that it goes on, the one that reaches furthest, or begins a new one. */
static void
add_to_run (GArray *runs, const PdMark *mark, const PdPicture *rules, int letter)
{
  PdMark *best = NULL;

  for (guint r = runs->len; r-- > 0;)
    {
      PdMark *run = &g_array_index (runs, PdMark, r);

      if (goes_on (run, mark, rules, letter) && (best == NULL || run->x1 > best->x1))
        best = run;
    }
  if (best != NULL)
    widen (best, mark);
  else if (runs->len < MAX_RUNS)
    g_array_append_val (runs, *mark);
}

/*< private >
 * pd_picture_runs:
 * @marks: (element-type PdMark): marks of a level picture without rules
 * @rules: its rules
 * @letter: the height of a letter, dots
 *
 * Returns: (transfer full) (element-type PdMark): marks that stand beside each other as one; a rule parts them, and so
 *   does a wide gap
 */
GArray *
pd_picture_runs (const GArray *marks, const PdPicture *rules, int letter)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (PdMark));
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (PdMark));
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (PdMark));

  for (guint i = 0; i < marks->len; i++)
    {
      const PdMark *mark = &g_array_index (marks, PdMark, i);
      int width = mark->x1 - mark->x0, height = mark->y1 - mark->y0;

      if (height <= 3.2 * letter && width <= 6 * letter && MAX (width, height) >= MAX (letter / 8, 2))
        g_array_append_val (sorted, *mark);
    }
  g_array_sort (sorted, compare_marks);
  join_letters (sorted, letter);
  for (guint i = 0; i < sorted->len; i++)
    add_to_run (runs, &g_array_index (sorted, PdMark, i), rules, letter);
  join_runs (runs, rules, letter);
  for (guint i = 0; i < runs->len; i++)
    {
      const PdMark *run = &g_array_index (runs, PdMark, i);

      if (run->y1 - run->y0 >= letter / 2 && run->y1 - run->y0 <= LINE_HEIGHT * letter)
        g_array_append_val (kept, *run);
    }
  return kept;
}

/*< private >
 * pd_picture_begins_flat:
 * @self: a picture without rules
 * @strip: a line of text in it
 * @letter: the height of a letter, dots
 *
 * Returns: whether its first mark is a dash
 */
gboolean
pd_picture_begins_flat (const PdPicture *self, const PdMark *strip, int letter)
{
  int x0 = -1, x1 = strip->x1, y0 = strip->y1, y1 = strip->y0;

  for (int x = strip->x0; x < x1; x++)
    {
      gboolean ink = FALSE;

      for (int y = strip->y0; y < strip->y1; y++)
        if (self->grey[(gsize) y * (gsize) self->width + (gsize) x] < INK)
          {
            ink = TRUE;
            y0 = MIN (y0, y);
            y1 = MAX (y1, y + 1);
          }
      if (ink && x0 < 0)
        x0 = x;
      if (!ink && x0 >= 0)
        x1 = x;
    }
  return x0 >= 0 && y1 - y0 <= MAX (letter / 3, 2) && x1 - x0 >= (y1 - y0) * 3 / 2 &&
         (y0 + y1) / 2 < strip->y0 + (strip->y1 - strip->y0) * 7 / 10 && x1 - x0 <= letter;
}
