/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-pdf-text.h"

#include <math.h>

/* Signs of one page that are looked at. */
#define MAX_SIGNS 200000
/* In heights of a sign: what a space leaves at least, and what parts two values. */
#define GAP_SPACE 0.2
#define GAP_WIDE 0.55

/* A run of signs in the making. */
typedef struct
{
  GString *text;
  PopplerRectangle box;
  double height; /* of its lowest sign */
} Run;

static void
end_run (PdTextPage *page, Run *run)
{
  if (run->text->len > 0)
    pd_text_page_add (page, run->box.x1, run->box.y1, run->box.x2, run->box.y2, run->text->str);
  g_string_truncate (run->text, 0);
}

static gboolean
goes_on (const Run *run, const PopplerRectangle *sign, double *gap)
{
  double height = MIN (run->height, sign->y2 - sign->y1);
  double apart = fabs (sign->y1 + sign->y2 - run->box.y1 - run->box.y2) / 2;

  *gap = (sign->x1 - run->box.x2) / MAX (height, 0.1);
  return apart < 0.4 * MAX (height, 0.1) && *gap > -0.6 && *gap < GAP_WIDE;
}

static void
add_sign (PdTextPage *page, Run *run, const PopplerRectangle *sign, const char *at, gboolean space)
{
  double gap = 0;

  if (run->text->len > 0 && goes_on (run, sign, &gap))
    {
      if (gap > GAP_SPACE && space)
        g_string_append_c (run->text, ' ');
      run->box.x2 = MAX (run->box.x2, sign->x2);
      run->box.y1 = MIN (run->box.y1, sign->y1);
      run->box.y2 = MAX (run->box.y2, sign->y2);
      run->height = MIN (run->height, sign->y2 - sign->y1);
    }
  else
    {
      end_run (page, run);
      run->box = *sign;
      run->height = sign->y2 - sign->y1;
    }
  g_string_append_len (run->text, at, g_utf8_skip[(guchar) *at]);
}

/* Which way the text runs, from one sign to the next: 0 to the right, 1 down, 2 to the left, 3 up. A page may be stored or
 * shown turned; some lines that run downwards beside the form do not make it so. */
static guint
direction_of (const char *text, const PopplerRectangle *places, guint n_places)
{
  guint votes[4] = { 0 };
  const PopplerRectangle *last = NULL;
  guint i = 0, best = 0, all = 0;

  for (const char *at = text; *at != '\0' && i < n_places; at = g_utf8_next_char (at), i++)
    {
      const PopplerRectangle *sign = g_unichar_isspace (g_utf8_get_char (at)) ? NULL : &places[i];

      if (last != NULL && sign != NULL)
        {
          double x = (sign->x1 + sign->x2 - last->x1 - last->x2) / 2;
          double y = (sign->y1 + sign->y2 - last->y1 - last->y2) / 2;

          votes[fabs (x) >= fabs (y) ? (x >= 0 ? 0 : 2) : (y >= 0 ? 1 : 3)]++;
          all++;
        }
      last = sign;
    }
  for (i = 1; i < 4; i++)
    if (votes[i] > votes[best])
      best = i;
  return votes[best] > all * 0.6 ? best : 0;
}

/* Turns a place so that its text runs to the right; @width and @height are those of the page as it is shown. */
static PopplerRectangle
turn_back (const PopplerRectangle *place, guint turns, double width, double height)
{
  switch (turns)
    {
    case 1:
      return (PopplerRectangle){ place->y1, width - place->x2, place->y2, width - place->x1 };
    case 2:
      return (PopplerRectangle){ width - place->x2, height - place->y2, width - place->x1,
                                 height - place->y1 };
    case 3:
      return (PopplerRectangle){ height - place->y2, place->x1, height - place->y1, place->x2 };
    default:
      return *place;
    }
}

/*< private >
 * pd_pdf_text_page:
 * @page: a page
 *
 * Puts the signs of the page's text layer into runs by their places, turned so that they run to the right.
 *
 * Returns: (transfer full): the runs; without any when the page has no text layer
 */
PdTextPage *
pd_pdf_text_page (PopplerPage *page)
{
  double width = 0, height = 0;
  g_autofree char *text = poppler_page_get_text (page);
  g_autofree PopplerRectangle *places = NULL;
  guint n_places = 0;
  Run run = { g_string_new (NULL), { 0 }, 0 };
  gboolean space = FALSE;
  PdTextPage *self;
  guint i = 0, turns = 0;

  poppler_page_get_size (page, &width, &height);
  if (text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL))
    poppler_page_get_text_layout (page, &places, &n_places);
  if (n_places > 0)
    turns = direction_of (text, places, MIN (n_places, MAX_SIGNS));
  self = pd_text_page_new (turns % 2 == 1 ? height : width, turns % 2 == 1 ? width : height);
  self->turns = turns;
  for (const char *at = text; n_places > 0 && *at != '\0' && i < MIN (n_places, MAX_SIGNS);
       at = g_utf8_next_char (at), i++)
    {
      PopplerRectangle place = turn_back (&places[i], turns, width, height);

      if (g_unichar_isspace (g_utf8_get_char (at)))
        {
          space = TRUE;
          continue;
        }
      add_sign (self, &run, &place, at, space);
      space = FALSE;
    }
  end_run (self, &run);
  g_string_free (run.text, TRUE);
  return self;
}
