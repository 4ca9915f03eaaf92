/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-recognise.h"

#include <string.h>

#define PROGRAM "tesseract"
/* Words of one picture. */
#define MAX_WORDS 20000
/* White around a strip, dots. */
#define MARGIN 10
/* What one process is given at most; a page of small print takes a sixth of it. */
#define MAX_TIFF (48 * 1024 * 1024)
/* Of the height of a strip: what leaves a space between letters, and between signs of which one is none. */
#define GAP_SPACE 0.35
#define GAP_SIGNS 0.7

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

/* One line of text on each page; the tables of words go to the output. */
static GSubprocess *
start (PdRecognise what)
{
  g_autofree char *path = g_find_program_in_path (PROGRAM);
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (path == NULL)
    return NULL;
  /* The sandbox has no file that can be written, /dev/null neither. */
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "OMP_THREAD_LIMIT", "1", TRUE);
  return g_subprocess_launcher_spawn (launcher, NULL, path, "stdin", "stdout", "-l",
                                      what == PD_RECOGNISE_LATIN ? "eng" : "chi_sim", "--psm",
                                      what == PD_RECOGNISE_WORD ? "8" : "7", "tsv", NULL);
}

/* Returns: (transfer full) (nullable): what the program says, or %NULL when it or its language is not there */
static GBytes *
run_program (GBytes *input, PdRecognise what, gint64 end, GCancellable *cancellable)
{
  gint64 left = end - g_get_monotonic_time ();
  g_autoptr (GSubprocess) process = left > 0 ? start (what) : NULL;
  g_autoptr (GMainContext) context = NULL;
  g_autoptr (GSource) timeout = NULL;
  Run run = { 0 };
  gulong handler = 0;

  if (process == NULL)
    return NULL;
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  run.loop = g_main_loop_new (context, FALSE);
  run.process = process;
  timeout = g_timeout_source_new ((guint) (left / 1000 + 1));
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

static void
put16 (GByteArray *to, guint value)
{
  guint16 bytes = GUINT16_TO_LE ((guint16) value);

  g_byte_array_append (to, (const guint8 *) &bytes, 2);
}

static void
put32 (GByteArray *to, guint value)
{
  guint32 bytes = GUINT32_TO_LE (value);

  g_byte_array_append (to, (const guint8 *) &bytes, 4);
}

/* One entry of a TIFF's directory with one value: a short (3) or a long (4). */
static void
put_entry (GByteArray *to, guint tag, guint type, guint value)
{
  put16 (to, tag);
  put16 (to, type);
  put32 (to, 1);
  put32 (to, value);
}

/* The dots of a strip, with white around them. */
static void
put_dots (GByteArray *to, const PdPicture *picture, const PdMark *strip, int width, int height)
{
  g_autofree guint8 *row = g_malloc ((gsize) width);

  for (int y = 0; y < height; y++)
    {
      int from = strip->y0 + y - MARGIN;

      memset (row, 255, (gsize) width);
      if (y >= MARGIN && y < height - MARGIN)
        memcpy (row + MARGIN, picture->grey + (gsize) from * (gsize) picture->width + strip->x0,
                (gsize) (width - 2 * MARGIN));
      g_byte_array_append (to, row, (guint) width);
    }
}

/* A TIFF with a page of shades of grey for each strip, in the fewest words that the format has. Strips that would make it
 * too large are left out at its end. */
static GBytes *
pages_of (const PdPicture *picture, const GArray *strips)
{
  GByteArray *tiff = g_byte_array_new ();
  guint link = 4;

  g_byte_array_append (tiff, (const guint8 *) "II*\0\0\0\0\0", 8);
  for (guint i = 0; i < strips->len; i++)
    {
      const PdMark *strip = &g_array_index (strips, PdMark, i);
      int width = strip->x1 - strip->x0 + 2 * MARGIN, height = strip->y1 - strip->y0 + 2 * MARGIN;
      guint dots = tiff->len;
      guint32 here;

      if ((gint64) width * height > MAX_TIFF - (gint64) tiff->len)
        break;
      put_dots (tiff, picture, strip, width, height);
      if (tiff->len % 2 != 0)
        g_byte_array_append (tiff, (const guint8 *) "", 1);
      here = GUINT32_TO_LE (tiff->len);
      memcpy (tiff->data + link, &here, 4);
      put16 (tiff, 9);
      put_entry (tiff, 256, 4, (guint) width);
      put_entry (tiff, 257, 4, (guint) height);
      put_entry (tiff, 258, 3, 8);
      put_entry (tiff, 259, 3, 1);
      put_entry (tiff, 262, 3, 1);
      put_entry (tiff, 273, 4, dots);
      put_entry (tiff, 277, 3, 1);
      put_entry (tiff, 278, 4, (guint) height);
      put_entry (tiff, 279, 4, (guint) width * (guint) height);
      link = tiff->len;
      put32 (tiff, 0);
    }
  return g_byte_array_free_to_bytes (tiff);
}

static gboolean
is_letter (char byte)
{
  return g_ascii_isalnum (byte) || byte == '.' || byte == ',';
}

/* Words of one strip, in the making. */
typedef struct
{
  guint page;
  double end; /* dots: where the last word ends */
  double sum; /* of the words' confidence, each times its signs */
  GString *text;
  PdRecognised so_far; /* its text is not used */
} Line;

static void
end_line (Line *line, GArray *found)
{
  if (line->page > 0 && line->page <= found->len && line->text->len > 0)
    {
      PdRecognised *at = &g_array_index (found, PdRecognised, line->page - 1);

      g_free (at->text);
      *at = line->so_far;
      at->text = g_strdup (line->text->str);
      at->mean = line->sum / (double) g_utf8_strlen (line->text->str, -1);
    }
  g_string_truncate (line->text, 0);
}

/* What a word ends with after its last Chinese sign, and how far from its left that begins; a sign is as wide as two
 * letters. */
static const char *
latin_end (const char *word, double *share)
{
  const char *end = word;
  double width = 0, before = 0;

  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    {
      gboolean letter = g_ascii_isgraph (*at);

      width += letter ? 1 : 2;
      if (!letter)
        {
          end = g_utf8_next_char (at);
          before = width;
        }
    }
  *share = width > 0 ? before / width : 0;
  return end;
}

static void
take_latin (Line *line, const char *word, double x, double width, double sure)
{
  double share;
  const char *end = latin_end (word, &share);

  if (end > word || line->so_far.latin < 0)
    {
      line->so_far.latin = *end != '\0' ? (int) (line->text->len + (gsize) (end - word)) : -1;
      line->so_far.latin_x = x + share * width;
      line->so_far.latin_confidence = sure;
    }
  else
    line->so_far.latin_confidence = MIN (line->so_far.latin_confidence, sure);
}

/* A row of the table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
static void
take_row (Line *line, const char *row, const GArray *strips, GArray *found)
{
  g_auto (GStrv) cells = g_strsplit (row, "\t", 12);
  const PdMark *strip;
  double left, sure;
  guint64 page;

  if (g_strv_length (cells) != 12 || !g_str_equal (cells[0], "5") || *g_strstrip (cells[11]) == '\0')
    return;
  page = g_ascii_strtoull (cells[1], NULL, 10);
  sure = g_ascii_strtod (cells[10], NULL);
  if (page < 1 || page > strips->len)
    return;
  strip = &g_array_index (strips, PdMark, page - 1);
  left = g_ascii_strtod (cells[6], NULL);
  if (page != line->page)
    {
      end_line (line, found);
      line->page = (guint) page;
      line->sum = 0;
      line->so_far = (PdRecognised){ .confidence = 100, .latin = -1, .latin_confidence = 100 };
    }
  else if (line->text->len > 0)
    {
      gboolean letters = is_letter (line->text->str[line->text->len - 1]) && is_letter (*cells[11]);

      if (left - line->end > (letters ? GAP_SPACE : GAP_SIGNS) * (strip->y1 - strip->y0))
        g_string_append_c (line->text, ' ');
    }
  take_latin (line, cells[11], strip->x0 - MARGIN + left, g_ascii_strtod (cells[8], NULL), sure);
  g_string_append (line->text, cells[11]);
  line->sum += sure * (double) g_utf8_strlen (cells[11], -1);
  line->so_far.confidence = MIN (line->so_far.confidence, sure);
  line->end = left + g_ascii_strtod (cells[8], NULL);
}

static void
recognised_clear (gpointer data)
{
  g_free (((PdRecognised *) data)->text);
}

/*< private >
 * pd_recognise:
 * @picture: a picture, evened out and level
 * @strips: (element-type PdMark): places of single lines of text in it
 * @what: what is to be expected there
 * @end: monotonic time at which to give up, microseconds
 * @cancellable: (nullable): a cancellable
 *
 * Recognises lines of text by the program tesseract. All are given to one process, as the pages of one TIFF.
 *
 * Returns: (transfer full) (nullable) (element-type PdRecognised): as many as strips, or %NULL when the program or its
 *   language is not there
 */
GArray *
pd_recognise (const PdPicture *picture,
              const GArray *strips,
              PdRecognise what,
              gint64 end,
              GCancellable *cancellable)
{
  g_autoptr (GBytes) input = strips->len > 0 ? pages_of (picture, strips) : NULL;
  g_autoptr (GBytes) table = input != NULL ? run_program (input, what, end, cancellable) : NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) rows = NULL;
  Line line = { 0 };
  GArray *found;

  if (table == NULL)
    return NULL;
  text = g_utf8_make_valid (g_bytes_get_data (table, NULL), (gssize) g_bytes_get_size (table));
  rows = g_strsplit (text, "\n", MAX_WORDS);
  found = g_array_new (FALSE, TRUE, sizeof (PdRecognised));
  g_array_set_clear_func (found, recognised_clear);
  g_array_set_size (found, strips->len);
  line.text = g_string_new (NULL);
  for (guint i = 0; rows[i] != NULL; i++)
    take_row (&line, rows[i], strips, found);
  end_line (&line, found);
  g_string_free (line.text, TRUE);
  return found;
}
