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

/*< private >
 * pd_pdf_text_page:
 * @page: a page
 *
 * Puts the signs of the page's text layer into runs by their places.
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
  guint i = 0;

  poppler_page_get_size (page, &width, &height);
  self = pd_text_page_new (width, height);
  if (text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL))
    poppler_page_get_text_layout (page, &places, &n_places);
  for (const char *at = text; n_places > 0 && *at != '\0' && i < MIN (n_places, MAX_SIGNS);
       at = g_utf8_next_char (at), i++)
    {
      if (g_unichar_isspace (g_utf8_get_char (at)))
        {
          space = TRUE;
          continue;
        }
      add_sign (self, &run, &places[i], at, space);
      space = FALSE;
    }
  end_run (self, &run);
  g_string_free (run.text, TRUE);
  return self;
}
