/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-ocr-line.h"
#include "reading/pd-read-private.h"
#include "reading/pd-recognise.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* All that recognising one picture may take; what is read of a PDF before and this stay below PD_READER_TIMEOUT. */
#define MAX_MICROSECONDS (30 * G_USEC_PER_SEC)
/* The height of letters that are recognised best, dots: those of small print at 300 an inch. */
#define GOOD_LETTER 26
/* How many of its letters' heights a picture is enlarged to at most. */
#define MAX_SCALE 4.0
#define LETTERS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/* Below it a line is looked at again; from it on the second look is believed a figure, and from the other on also where
 * the first saw none. */
#define UNSURE 60
#define SURE_LATIN 85
/* Below it a line is none: a seal, a code, a stain. */
#define LEAST_SURE 40
/* Lines that say which way up a picture is. */
#define TRIALS 10
/* How far from level, or from its code, lines are looked for. */
#define FAR_SKEW (9 * G_PI / 180)
#define NEAR_SKEW (4 * G_PI / 180)

/* Spaces inside figures, a frame's line behind them, and an ideograph that was a sign of currency. */
static char *
clean_figures (const char *text, gboolean minus)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  g_autofree char *bare = g_strjoinv ("", parts);
  const char *figures = bare;
  gsize length;

  if (*figures != '\0' && !g_ascii_isdigit (*figures) && *figures != '-')
    figures = g_utf8_next_char (figures);
  length = strspn (figures, "-0123456789.,");
  if (minus && figures > bare && length > 0 && figures[length] == '\0')
    return g_strconcat ("-", figures, NULL);
  if (length < 4 || figures[length - 3] != '.' ||
      strspn (figures + length, "|]") != strlen (figures + length))
    return g_strdup (text);
  return g_strdup_printf ("%s%.*s", figures > bare ? "¥" : "", (int) length, figures);
}

/* Strips are a little larger than what stands in them. */
static GArray *
strips_of (const GArray *runs, const PdPicture *picture, int letter)
{
  GArray *strips = g_array_new (FALSE, FALSE, sizeof (PdMark));

  for (guint i = 0; i < runs->len; i++)
    {
      PdMark strip = g_array_index (runs, PdMark, i);

      strip.x0 = MAX (strip.x0 - letter / 4, 0);
      strip.x1 = MIN (strip.x1 + letter / 4, picture->width);
      strip.y0 = MAX (strip.y0 - letter / 8, 0);
      strip.y1 = MIN (strip.y1 + letter / 8, picture->height);
      g_array_append_val (strips, strip);
    }
  return strips;
}

static int
compare_widths (gconstpointer a, gconstpointer b)
{
  const PdMark *first = a, *second = b;

  return (second->x1 - second->x0) - (first->x1 - first->x0);
}

/* A level picture without its ruling lines, and what stands in it. */
typedef struct
{
  PdPicture *picture; /* (owned) */
  GArray *strips;     /* (owned) of PdMark */
  int letter;
} Page;

static void
page_free (Page *page)
{
  pd_picture_free (page->picture);
  g_array_unref (page->strips);
  g_free (page);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static Page *
page_new (const PdPicture *source, double angle, int letter)
{
  Page *page = g_new0 (Page, 1);
  double scale = MIN ((double) GOOD_LETTER / letter, MAX_SCALE);
  g_autoptr (PdPicture) rules = NULL;
  g_autoptr (GArray) marks = NULL;
  g_autoptr (GArray) runs = NULL;

  page->letter = (int) (letter * scale + 0.5);
  page->picture = pd_picture_turn (source, angle, scale);
  rules = pd_picture_take_rules (page->picture, page->letter);
  marks = pd_picture_marks (page->picture);
  runs = pd_picture_runs (marks, rules, page->letter);
  page->strips = strips_of (runs, page->picture, page->letter);
  return page;
}

/* How sure the program is of the longest lines; the wrong way up it is sure of none. */
static double
trial (const Page *page, gint64 end, GCancellable *cancellable)
{
  g_autoptr (GArray) longest = g_array_copy (page->strips);
  g_autoptr (GArray) found = NULL;
  double sum = 0;

  g_array_sort (longest, compare_widths);
  g_array_set_size (longest, MIN (longest->len, TRIALS));
  found = pd_recognise (page->picture, longest, PD_RECOGNISE_CHINESE, end, cancellable);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const PdRecognised *line = &g_array_index (found, PdRecognised, i);

      if (line->text != NULL)
        sum += line->confidence * (double) g_utf8_strlen (line->text, -1);
    }
  return sum;
}

/* The page level and the right way up: as its code says, or else the surer of two ways. */
static Page *
make_level (const PdPicture *picture, int letter, double turned, gint64 end, GCancellable *cancellable)
{
  g_autoptr (GArray) marks = pd_picture_marks (picture);
  double score, other_score, angle, other;
  g_autoptr (Page) page = NULL;
  g_autoptr (Page) upside = NULL;

  if (isfinite (turned))
    return page_new (picture, pd_picture_skew (marks, turned, NEAR_SKEW, &score), letter);
  angle = pd_picture_skew (marks, 0, FAR_SKEW, &score);
  other = pd_picture_skew (marks, G_PI / 2, FAR_SKEW, &other_score);
  if (other_score > score)
    angle = other;
  page = page_new (picture, angle, letter);
  upside = page_new (picture, angle + G_PI, letter);
  return trial (upside, end, cancellable) > 1.1 * trial (page, end, cancellable) ? g_steal_pointer (&upside)
                                                                                 : g_steal_pointer (&page);
}

/* The line's end that has digits and Latin letters alone, or all of a line of which the program is unsure: worth a
 * look by who knows nothing but these. */
static gboolean
latin_part (const PdRecognised *line, PdMark *part)
{
  const char *latin = line->latin >= 0 ? line->text + line->latin : "";

  if (line->text == NULL || (strpbrk (latin, LETTERS) == NULL && line->confidence >= UNSURE))
    return FALSE;
  if (line->latin > 0 && g_utf8_strlen (line->text, line->latin) > 2)
    part->x0 = (int) CLAMP (line->latin_x - 3, part->x0, part->x1 - 1);
  return TRUE;
}

/* A figure, or some beside each other. */
static gboolean
is_figure (const char *text)
{
  gsize length = strspn (text, "-0123456789., ");

  return strpbrk (text, "0123456789") != NULL && (text[length] == '\0' || g_str_equal (text + length, "%"));
}

/* Without the sign of currency, which the other program takes for whatever is like it. */
static const char *
skip_sign (const char *text)
{
  return *text != '\0' && !g_ascii_isdigit (*text) && *text != '-' && is_figure (g_utf8_next_char (text))
             ? g_utf8_next_char (text)
             : text;
}

static gboolean
is_tax_number (const PdRecognised *line)
{
  gsize length = strlen (line->text) - (gsize) MAX (line->latin, 0);

  return line->latin > 0 && length >= 16 && length <= 24 &&
         (g_strrstr_len (line->text, line->latin, "识别") != NULL ||
          g_strrstr_len (line->text, line->latin, "别号") != NULL ||
          g_strrstr_len (line->text, line->latin, "纳税人") != NULL);
}

/* Whether what the second look says of a line's end is more to be believed than what the first does. */
static gboolean
is_better (const PdRecognised *line, const PdRecognised *second)
{
  if (second->text == NULL)
    return FALSE;
  if (pd_ocr_is_stars (second->text))
    return TRUE;
  if (line->latin < 0)
    return is_figure (skip_sign (second->text)) && second->confidence >= SURE_LATIN &&
           second->confidence > line->mean;
  return second->confidence >= line->latin_confidence ||
         (is_figure (skip_sign (second->text)) && second->confidence >= UNSURE);
}

/* The line with its Latin end as the surer of the two reads it. */
static void
choose (PdRecognised *line, const PdRecognised *second)
{
  const char *own =
      line->latin > 0 && g_utf8_strlen (line->text, line->latin) > 2 ? line->text + line->latin : line->text;
  int before = (int) (own - line->text);
  g_autofree char *end = second->text != NULL ? pd_ocr_put_back (own, second->text) : NULL;
  gboolean colon;
  char *text;

  if (is_tax_number (line))
    {
      g_free (end);
      end = g_strdup (own);
      pd_ocr_mend_tax_number (&end, second->text);
    }
  else if (end != NULL || is_better (line, second))
    {
      if (end == NULL)
        end = g_strdup (pd_ocr_is_stars (second->text) ? "***" : second->text);
      if (before == 0 && (second->confidence >= SURE_LATIN || strpbrk (end, "0123456789*") != NULL))
        line->mean = MAX (line->mean, second->mean);
    }
  else
    return;
  /* The colon behind a label may hang on either, or be taken for another sign. */
  colon = (*own == ':' || *own == ';') && *end != ':';
  text = g_strdup_printf ("%.*s%s%s", before, line->text, colon ? ":" : "", end);
  g_free (line->text);
  line->text = text;
}

/* Lines in which nothing was found are a sign or two by themselves, for which there is another way. */
static void
look_for_signs (const Page *page, GArray *found, gint64 end, GCancellable *cancellable)
{
  g_autoptr (GArray) strips = g_array_new (FALSE, FALSE, sizeof (PdMark));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) signs = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      const PdMark *strip = &g_array_index (page->strips, PdMark, i);

      if (g_array_index (found, PdRecognised, i).text != NULL ||
          strip->x1 - strip->x0 > 5 * (strip->y1 - strip->y0))
        continue;
      g_array_append_val (strips, *strip);
      g_array_append_val (places, i);
    }
  signs = pd_recognise (page->picture, strips, PD_RECOGNISE_WORD, end, cancellable);
  for (guint i = 0; signs != NULL && i < places->len; i++)
    {
      PdRecognised *line = &g_array_index (found, PdRecognised, g_array_index (places, guint, i));
      PdRecognised *sign = &g_array_index (signs, PdRecognised, i);

      *line = *sign;
      sign->text = NULL;
    }
}

/* Looks again at what is no Chinese. */
static void
look_again (const Page *page, GArray *found, gint64 end, GCancellable *cancellable)
{
  g_autoptr (GArray) strips = g_array_new (FALSE, FALSE, sizeof (PdMark));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) latin = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      PdMark part = g_array_index (page->strips, PdMark, i);

      if (!latin_part (&g_array_index (found, PdRecognised, i), &part))
        continue;
      g_array_append_val (strips, part);
      g_array_append_val (places, i);
    }
  latin = pd_recognise (page->picture, strips, PD_RECOGNISE_LATIN, end, cancellable);
  for (guint i = 0; latin != NULL && i < places->len; i++)
    choose (&g_array_index (found, PdRecognised, g_array_index (places, guint, i)),
            &g_array_index (latin, PdRecognised, i));
}

/* What the code says, or else what stands beside "in figures". */
static const char *
find_total (PdReading *reading, const GArray *lines)
{
  GPtrArray *values = pd_reading_get_values (reading, PD_READING_TOTAL);

  if (values->len > 0)
    return ((const PdReadingValue *) values->pdata[0])->text;
  for (guint i = 0; i < lines->len; i++)
    {
      const char *text = g_array_index (lines, PdOcrLine, i).text;

      if (text != NULL && g_str_has_prefix (text, "(小写)¥"))
        return text + strlen ("(小写)¥");
    }
  return NULL;
}

static GArray *
lines_of (const Page *page, const GArray *found)
{
  GArray *lines = pd_ocr_lines_new ();

  for (guint i = 0; i < found->len; i++)
    {
      const PdRecognised *own = &g_array_index (found, PdRecognised, i);
      PdOcrLine line = { g_array_index (page->strips, PdMark, i), NULL, own->mean };

      if (own->text != NULL)
        line.text =
            clean_figures (own->text, pd_picture_begins_flat (page->picture, &line.place, page->letter));
      g_array_append_val (lines, line);
    }
  return lines;
}

static PdTextPage *
text_page (PdReading *reading, const Page *page, const GArray *found)
{
  double scale = 72.0 / 300;
  PdTextPage *text = pd_text_page_new (page->picture->width * scale, page->picture->height * scale);
  g_autoptr (GArray) lines = lines_of (page, found);

  pd_ocr_mend_labels (lines);
  pd_ocr_mend_headings (lines);
  pd_ocr_mend_names (lines);
  pd_ocr_drop_specks (lines);
  pd_ocr_mend_money (lines);
  pd_ocr_mend_words (lines, find_total (reading, lines));
  for (guint i = 0; i < lines->len; i++)
    {
      const PdOcrLine *line = &g_array_index (lines, PdOcrLine, i);
      const PdMark *place = &line->place;

      if (line->text != NULL && *line->text != '\0' && line->sure >= LEAST_SURE)
        pd_text_page_add (text, place->x0 * scale, place->y0 * scale, place->x1 * scale, place->y1 * scale,
                          line->text);
    }
  return text;
}

static PdTextPage *
recognise_page (PdReading *self,
                cairo_surface_t *surface,
                double turned,
                gint64 end,
                GCancellable *cancellable)
{
  g_autoptr (PdPicture) picture = pd_picture_from_surface (surface);
  g_autoptr (GArray) marks = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (Page) page = NULL;
  int letter;

  if (picture == NULL)
    return NULL;
  pd_picture_even_out (picture);
  marks = pd_picture_marks (picture);
  letter = pd_picture_letter_height (marks);
  if (letter == 0)
    return pd_text_page_new (1, 1);
  while (letter >= 2 * GOOD_LETTER && picture->width > 2 && picture->height > 2)
    {
      PdPicture *half = pd_picture_halve (picture);

      pd_picture_free (picture);
      picture = half;
      letter /= 2;
    }
  page = make_level (picture, letter, turned, end, cancellable);
  if (page->strips->len == 0)
    return pd_text_page_new (1, 1);
  found = pd_recognise (page->picture, page->strips, PD_RECOGNISE_CHINESE, end, cancellable);
  if (found != NULL)
    {
      look_for_signs (page, found, end, cancellable);
      look_again (page, found, end, cancellable);
    }
  return found != NULL ? text_page (self, page, found) : NULL;
}

/*< private >
 * pd_read_picture_text:
 * @self: a reading, not settled
 * @surface: a picture of a page
 * @turned: radians by which its code is turned to the right, or NaN where no code was found
 * @cancellable: (nullable): a cancellable
 *
 * Recognises the text of a picture by the program tesseract with its Chinese, where both are installed. Without them
 * the reading has a warning and what else was found. Takes 30 seconds at most.
 */
void
pd_read_picture_text (PdReading *self, cairo_surface_t *surface, double turned, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
  gint64 end = g_get_monotonic_time () + MAX_MICROSECONDS;
  PdTextPage *page = recognise_page (self, surface, turned, end, cancellable);

  if (page != NULL)
    {
      g_ptr_array_add (pages, page);
      pd_read_text_pages (self, pages, PD_READING_SOURCE_OCR);
      pd_reading_warn (
          self, "ocr", -1, -1,
          _ ("The text was recognised in a picture and may have errors; compare it with the picture."));
    }
  else if (g_get_monotonic_time () >= end)
    pd_reading_warn (self, "ocr", -1, -1,
                     _ ("Only the QR code of the picture was read: to recognise its text took longer than "
                        "%d seconds. Type in what is missing."),
                     (int) (MAX_MICROSECONDS / G_USEC_PER_SEC));
  else
    pd_reading_warn (
        self, "ocr", -1, -1,
        _ ("Only the QR code of the picture was read. To read its text as well, install the program "
           "“tesseract” and its simplified Chinese."));
}
