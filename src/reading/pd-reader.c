/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "reading/pd-reader-frame.h"
#include "reading/pd-reader-process.h"
#include "reading/pd-reading-json.h"
#include "reading/pd-signature-json.h"

struct _PdReader
{
  char *program; /* (owned) */
  GMutex mutex;
  PdReaderProcess *process; /* (owned) (nullable): under @mutex */
  GThreadPool *pool;        /* (owned): one thread for the asynchronous calls */
  gint64 timeout;           /* microseconds */
};

/** A file that waits for its turn. */
typedef struct
{
  GBytes *bytes; /* (owned) */
  char *name;    /* (owned) */
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_bytes_unref (file->bytes);
  g_free (file->name);
  g_free (file);
}

static void
read_cb (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  const File *file = g_task_get_task_data (task);
  GError *error = NULL;
  PdReading *reading =
      pd_reader_read (user_data, file->bytes, file->name, g_task_get_cancellable (task), &error);

  if (reading != NULL)
    g_task_return_pointer (task, reading, (GDestroyNotify) pd_reading_free);
  else
    g_task_return_error (task, error);
}

/* The one built beside a program that was not installed, so that both are of one build. Returns: (transfer full) */
static char *
default_program (void)
{
  const char *chosen = g_getenv ("PIAODAN_READER");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside =
      folder != NULL ? g_build_filename (folder, "..", "reader", "piaodan-reader", NULL) : NULL;

  if (chosen != NULL)
    return g_strdup (chosen);
  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return g_strdup (PIAODAN_LIBEXECDIR "/piaodan-reader");
}

/**
 * pd_reader_new:
 * @program: (nullable): path of piaodan-reader, or %NULL for the one that belongs to this program
 *
 * Makes a reader. Its process is started with the first file and again after each that broke it.
 *
 * Returns: (transfer full): the reader
 */
PdReader *
pd_reader_new (const char *program)
{
  PdReader *self = g_new0 (PdReader, 1);

  self->program = program != NULL ? g_strdup (program) : default_program ();
  self->timeout = PD_READER_TIMEOUT;
  g_mutex_init (&self->mutex);
  self->pool = g_thread_pool_new (read_cb, self, 1, FALSE, NULL);
  return self;
}

/**
 * pd_reader_free:
 * @self: (transfer full): a reader; files that wait are still read first
 */
void
pd_reader_free (PdReader *self)
{
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_clear_pointer (&self->process, pd_reader_process_free);
  g_mutex_clear (&self->mutex);
  g_free (self->program);
  g_free (self);
}

/**
 * pd_reader_set_timeout:
 * @self: a reader
 * @timeout: how long one file may take, microseconds
 */
void
pd_reader_set_timeout (PdReader *self, gint64 timeout)
{
  g_return_if_fail (timeout > 0);
  g_mutex_lock (&self->mutex);
  self->timeout = timeout;
  g_mutex_unlock (&self->mutex);
}

/**
 * pd_reader_get_walls:
 * @self: a reader that has read
 *
 * Returns: what stands around its process
 */
PdReaderWalls
pd_reader_get_walls (PdReader *self)
{
  PdReaderWalls walls;

  g_mutex_lock (&self->mutex);
  walls = self->process != NULL ? self->process->walls : PD_READER_WALLS_FILTER;
  g_mutex_unlock (&self->mutex);
  return walls;
}

static gboolean
send_file (PdReaderProcess *process,
           char asked,
           GBytes *bytes,
           const char *name,
           gint64 deadline,
           GCancellable *cancellable,
           GError **error)
{
  guint32 lengths[] = { (guint32) MIN (strlen (name), PD_READER_MAX_NAME),
                        (guint32) g_bytes_get_size (bytes) };

  return pd_reader_process_write (process, &asked, 1, deadline, cancellable, error) &&
         pd_reader_process_write (process, &lengths[0], 4, deadline, cancellable, error) &&
         pd_reader_process_write (process, name, lengths[0], deadline, cancellable, error) &&
         pd_reader_process_write (process, &lengths[1], 4, deadline, cancellable, error) &&
         pd_reader_process_write (process, g_bytes_get_data (bytes, NULL), lengths[1], deadline, cancellable,
                                  error);
}

/* The answer's text; %NULL with @error set when there is none. The process is not trusted: a length is checked. */
static char *
receive (PdReaderProcess *process, char *kind, gint64 deadline, GCancellable *cancellable, GError **error)
{
  guint32 length = 0;
  g_autofree char *text = NULL;

  if (!pd_reader_process_read (process, kind, 1, deadline, cancellable, error) ||
      !pd_reader_process_read (process, &length, 4, deadline, cancellable, error))
    return NULL;
  if (length > PD_READER_MAX_ANSWER)
    {
      g_set_error_literal (
          error, PD_READ_ERROR, PD_READ_ERROR_READER,
          _ ("What the reader's process answered cannot be understood. The file itself is safe."));
      return NULL;
    }
  text = g_malloc (length + 1);
  text[length] = '\0';
  return pd_reader_process_read (process, text, length, deadline, cancellable, error)
             ? g_steal_pointer (&text)
             : NULL;
}

/* What was asked for: a PdReading, or a GPtrArray of PdSignature. (transfer full) (nullable) */
static gpointer
take_answer (char asked, char kind, const char *text, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  gpointer answer = NULL;

  if (kind >= PD_READER_ERROR && kind <= PD_READER_ERROR + PD_READ_ERROR_READER &&
      g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, PD_READ_ERROR, kind - PD_READER_ERROR, text);
      return NULL;
    }
  node = kind == asked ? json_from_string (text, NULL) : NULL;
  if (node != NULL && asked == PD_READER_SIGNATURES)
    answer = pd_signatures_from_json (node);
  else if (node != NULL)
    answer = pd_reading_from_json (node, NULL);
  if (answer != NULL)
    return answer;
  g_set_error_literal (
      error, PD_READ_ERROR, PD_READ_ERROR_READER,
      _ ("What the reader's process answered cannot be understood. The file itself is safe."));
  return NULL;
}

static gpointer
exchange (PdReader *self,
          char asked,
          GBytes *bytes,
          const char *name,
          GCancellable *cancellable,
          GError **error)
{
  gint64 deadline = g_get_monotonic_time () + self->timeout;
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  gpointer answer = NULL;
  char kind = 0;

  if (self->process == NULL)
    self->process = pd_reader_process_new (self->program, error);
  if (self->process == NULL)
    return NULL;
  if (send_file (self->process, asked, bytes, name, deadline, cancellable, &problem))
    text = receive (self->process, &kind, deadline, cancellable, &problem);
  if (text != NULL)
    answer = take_answer (asked, kind, text, &problem);
  /* In the middle of something, or not to be trusted any more: the next file gets a new one. */
  if (text == NULL || g_error_matches (problem, PD_READ_ERROR, PD_READ_ERROR_READER))
    g_clear_pointer (&self->process, pd_reader_process_free);
  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return answer;
}

static gpointer
ask (PdReader *self, char asked, GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  gpointer answer;

  if (g_bytes_get_size (bytes) > PD_READ_MAX_BYTES)
    {
      g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
                   _ ("The file “%1$s” has more than %2$d MB, which no invoice has. It was not opened; the "
                      "file itself "
                      "is safe."),
                   name, PD_READ_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  g_mutex_lock (&self->mutex);
  answer = exchange (self, asked, bytes, name, cancellable, error);
  g_mutex_unlock (&self->mutex);
  return answer;
}

/**
 * pd_reader_read:
 * @self: a reader
 * @bytes: a file; hostile
 * @name: its name, for people
 * @cancellable: (nullable): stops it, and ends the process that reads
 * @error: return location for a #PdReadError or %G_IO_ERROR_CANCELLED
 *
 * Reads a file in the reader's process. Blocks: for worker threads and for programs without a main loop.
 *
 * Returns: (transfer full) (nullable): a settled reading
 */
PdReading *
pd_reader_read (PdReader *self, GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  return ask (self, PD_READER_READ, bytes, name, cancellable, error);
}

/**
 * pd_reader_check_signatures:
 * @self: a reader
 * @bytes: a file; hostile
 * @name: its name, for people
 * @cancellable: (nullable): stops it, and ends the process that checks
 * @error: return location for a #PdReadError or %G_IO_ERROR_CANCELLED
 *
 * As pd_signatures_check(), in the reader's process. Blocks.
 *
 * Returns: (transfer full) (nullable) (element-type PdSignature): the signatures
 */
GPtrArray *
pd_reader_check_signatures (PdReader *self,
                            GBytes *bytes,
                            const char *name,
                            GCancellable *cancellable,
                            GError **error)
{
  return ask (self, PD_READER_SIGNATURES, bytes, name, cancellable, error);
}

/**
 * pd_reader_read_async:
 * @self: a reader
 * @bytes: a file; hostile
 * @name: its name, for people
 * @cancellable: (nullable): stops it
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * As pd_reader_read(), without blocking. Files are read in the order of the calls.
 */
void
pd_reader_read_async (PdReader *self,
                      GBytes *bytes,
                      const char *name,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  File *file = g_new0 (File, 1);

  file->bytes = g_bytes_ref (bytes);
  file->name = g_strdup (name);
  g_task_set_source_tag (task, pd_reader_read_async);
  g_task_set_task_data (task, file, file_free);
  g_thread_pool_push (self->pool, task, NULL);
}

/**
 * pd_reader_read_finish:
 * @result: what the callback got
 * @error: return location for a #PdReadError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a settled reading
 */
PdReading *
pd_reader_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
