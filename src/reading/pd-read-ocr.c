/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-read-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROGRAM "tesseract"
#define MAX_SECONDS 45
/* Words of one picture, and how sure the program must be of one. */
#define MAX_WORDS 5000
#define LEAST_SURE 20.0
/* Small letters are recognised better when they are enlarged: pixels of the width from which on they are not. */
#define ENOUGH_WIDTH 1500
/* In heights of a line: what parts two values, and what leaves a space between letters. */
#define GAP_WIDE 0.9
#define GAP_SPACE 0.35

/* A run of the program that is stopped when it takes too long. */
typedef struct
{
  GMainLoop *loop;
  GSubprocess *process;
  GBytes *output; /* (owned) (nullable) */
} Run;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  g_subprocess_communicate_finish (run->process, result, &run->output, NULL, NULL);
  g_main_loop_quit (run->loop);
}

static gboolean
too_long_cb (gpointer data)
{
  g_subprocess_force_exit (((Run *) data)->process);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_subprocess_force_exit (((Run *) data)->process);
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GSubprocess *
start (double dpi)
{
  g_autofree char *path = g_find_program_in_path (PROGRAM);
  g_autofree char *resolution = g_strdup_printf ("%d", (int) CLAMP (dpi, 70, 600));
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (path == NULL)
    return NULL;
  /* The sandbox has no file that can be written, /dev/null neither. */
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "OMP_THREAD_LIMIT", "1", TRUE);
  return g_subprocess_launcher_spawn (launcher, NULL, path, "stdin", "stdout", "-l", "chi_sim", "--psm", "11",
                                      "--dpi", resolution, "tsv", NULL);
}

/* Returns: (transfer full) (nullable): the table of words, or %NULL when the program or its Chinese is not there */
static GBytes *
recognise (cairo_surface_t *surface, double dpi, GCancellable *cancellable)
{
  g_autoptr (GSubprocess) process = start (dpi);
  g_autoptr (GMainContext) context = NULL;
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autoptr (GBytes) input = NULL;
  g_autoptr (GSource) timeout = NULL;
  Run run = { 0 };
  gulong handler = 0;

  if (process == NULL || cairo_surface_write_to_png_stream (surface, append_cb, png) != CAIRO_STATUS_SUCCESS)
    return NULL;
  input = g_byte_array_free_to_bytes (g_steal_pointer (&png));
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  run.loop = g_main_loop_new (context, FALSE);
  run.process = process;
  timeout = g_timeout_source_new_seconds (MAX_SECONDS);
  g_source_set_callback (timeout, too_long_cb, &run, NULL);
  g_source_attach (timeout, context);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), &run, NULL);
  g_subprocess_communicate_async (process, input, NULL, done_cb, &run);
  g_main_loop_run (run.loop);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  g_source_destroy (timeout);
  g_main_loop_unref (run.loop);
  g_main_context_pop_thread_default (context);
  if (run.output != NULL && !g_subprocess_get_successful (process))
    g_clear_pointer (&run.output, g_bytes_unref);
  return run.output;
}

/* Words of a line that stand close, in the making. */
typedef struct
{
  PdTextPage *page;
  double scale; /* points a pixel */
  char *line;   /* (owned) (nullable): the line's place in the table */
  GString *text;
  double x0, y0, x1, y1; /* pixels */
} Words;

/* Spaces inside figures, a frame's line behind them, and an ideograph that was a sign of currency. */
static char *
clean_figures (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  g_autofree char *bare = g_strjoinv ("", parts);
  const char *figures = bare;
  gsize length;

  if (*figures != '\0' && !g_ascii_isdigit (*figures) && *figures != '-')
    figures = g_utf8_next_char (figures);
  length = strspn (figures, "-0123456789.,");
  if (length < 4 || figures[length - 3] != '.' ||
      strspn (figures + length, "|]") != strlen (figures + length))
    return g_strdup (text);
  return g_strdup_printf ("%s%.*s", figures > bare ? "¥" : "", (int) length, figures);
}

/* What looks like quotation marks is a frame's corner, or the stars around a short name. */
static char *
clean_quotes (const char *text)
{
  GString *clean = g_string_new (NULL);
  guint quotes = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    quotes += g_utf8_strchr ("“”\"‘’", -1, g_utf8_get_char (at)) != NULL ? 1 : 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_utf8_strchr ("“”\"‘’", -1, g_utf8_get_char (at)) == NULL)
      g_string_append_len (clean, at, g_utf8_skip[(guchar) *at]);
    else if (quotes == 2 && g_utf8_strchr ("“”\"‘’", -1, g_utf8_get_char (text)) != NULL)
      g_string_append_c (clean, '*');
  return g_string_free (clean, FALSE);
}

static void
end_words (Words *words)
{
  if (words->text->len > 0)
    {
      g_autofree char *bare = clean_quotes (words->text->str);
      g_autofree char *clean = clean_figures (bare);

      pd_text_page_add (words->page, words->x0 * words->scale, words->y0 * words->scale,
                        words->x1 * words->scale, words->y1 * words->scale, clean);
    }
  g_string_truncate (words->text, 0);
}

static gboolean
is_letter (char byte)
{
  return g_ascii_isalnum (byte) || byte == '.' || byte == ',';
}

static void
add_word (Words *words, const char *line, const double *box, const char *text)
{
  double height = MAX (words->y1 - words->y0, box[3]);
  double gap = box[0] - words->x1;

  if (words->text->len > 0 && g_strcmp0 (words->line, line) == 0 && gap < GAP_WIDE * height)
    {
      if (gap > GAP_SPACE * height && is_letter (words->text->str[words->text->len - 1]) && is_letter (*text))
        g_string_append_c (words->text, ' ');
      words->x1 = MAX (words->x1, box[0] + box[2]);
      words->y0 = MIN (words->y0, box[1]);
      words->y1 = MAX (words->y1, box[1] + box[3]);
    }
  else
    {
      end_words (words);
      g_free (words->line);
      words->line = g_strdup (line);
      words->x0 = box[0];
      words->y0 = box[1];
      words->x1 = box[0] + box[2];
      words->y1 = box[1] + box[3];
    }
  g_string_append (words->text, text);
}

/* A part of a figure is kept however unsure it is: without it the rest would be another figure. */
static gboolean
is_part_of_figure (const char *text)
{
  return strlen (text) >= 2 && strspn (text, "0123456789.,") == strlen (text);
}

/* A row of the table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
static void
take_row (Words *words, const char *row)
{
  g_auto (GStrv) cells = g_strsplit (row, "\t", 12);
  g_autofree char *line = NULL;
  double box[4];

  if (g_strv_length (cells) != 12 || !g_str_equal (cells[0], "5") || *g_strstrip (cells[11]) == '\0' ||
      (g_ascii_strtod (cells[10], NULL) < LEAST_SURE && !is_part_of_figure (cells[11])))
    return;
  for (guint i = 0; i < 4; i++)
    box[i] = g_ascii_strtod (cells[6 + i], NULL);
  line = g_strdup_printf ("%s %s %s", cells[2], cells[3], cells[4]);
  add_word (words, line, box, cells[11]);
}

static cairo_surface_t *
enlarge (cairo_surface_t *surface, double by)
{
  cairo_surface_t *larger =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (cairo_image_surface_get_width (surface) * by),
                                  (int) (cairo_image_surface_get_height (surface) * by));
  cairo_t *cr = cairo_create (larger);

  cairo_scale (cr, by, by);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return larger;
}

static PdTextPage *
read_table (GBytes *table, cairo_surface_t *surface, double dpi)
{
  double scale = 72 / MAX (dpi, 1);
  PdTextPage *page = pd_text_page_new (cairo_image_surface_get_width (surface) * scale,
                                       cairo_image_surface_get_height (surface) * scale);
  Words words = { .page = page, .scale = scale, .text = g_string_new (NULL) };
  g_autofree char *text = g_strndup (g_bytes_get_data (table, NULL), g_bytes_get_size (table));
  g_auto (GStrv) rows = g_strsplit (text, "\n", MAX_WORDS);

  for (guint i = 0; rows[i] != NULL; i++)
    take_row (&words, rows[i]);
  end_words (&words);
  g_string_free (words.text, TRUE);
  g_free (words.line);
  return page;
}

/*< private >
 * pd_read_picture_text:
 * @self: a reading, not settled
 * @surface: a picture of a page
 * @dpi: its pixels an inch
 * @cancellable: (nullable): a cancellable
 *
 * Recognises the text of a picture by the program tesseract with its Chinese, where both are installed. Without them
 * the reading has a warning and what else was found.
 */
void
pd_read_picture_text (PdReading *self, cairo_surface_t *surface, double dpi, GCancellable *cancellable)
{
  int width = cairo_image_surface_get_width (surface);
  double by = width > 0 && width < ENOUGH_WIDTH ? 2 : 1;
  cairo_surface_t *seen = by > 1 ? enlarge (surface, by) : cairo_surface_reference (surface);
  g_autoptr (GBytes) table = recognise (seen, dpi * by, cancellable);
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);

  if (table != NULL)
    {
      g_ptr_array_add (pages, read_table (table, seen, dpi * by));
      pd_read_text_pages (self, pages, PD_READING_SOURCE_OCR);
      pd_reading_warn (
          self, "ocr", -1, -1,
          _ ("The text was recognised in a picture and may have errors; compare it with the picture."));
    }
  else
    pd_reading_warn (
        self, "ocr", -1, -1,
        _ ("Only the QR code of the picture was read. To read its text as well, install the program "
           "“tesseract” and its simplified Chinese."));
  cairo_surface_destroy (seen);
}
