/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-archive"

#include "archive/pd-watch-folder.h"

#include <string.h>

#define INTERVAL 500 /* ms between two looks at what has appeared */
/* How many files are remembered; of a folder with more the oldest are told once more. */
#define MAX_SEEN 20000
#define ATTRIBUTES                                                                                           \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE       \
                                 "," G_FILE_ATTRIBUTE_TIME_MODIFIED "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC  \
                                 "," G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN

/** Waiting: a file that has appeared and may still be written. */
typedef struct
{
  GFile *file;  /* (owned) */
  char *key;    /* (owned): name, size and time of its last change */
  gint64 since; /* monotonic: when the key was first seen */
} Waiting;

struct _PdWatchFolder
{
  GFile *folder;         /* (owned) */
  char *seen_path;       /* (owned): what was marked, a line each */
  GHashTable *seen;      /* (owned) set of keys */
  GHashTable *taken;     /* (owned) set of keys that were told and are not marked yet */
  GHashTable *waiting;   /* (owned) name → Waiting */
  GFileMonitor *monitor; /* (owned) (nullable) */
  guint source;
  PdWatchFunc func;
  gpointer data;
};

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->file);
  g_free (waiting->key);
  g_free (waiting);
}

/* @key: (out): %NULL for what is not looked at: folders, hidden files, what is gone */
static void
make_key (GFile *file, char **key)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  g_autofree char *name = NULL;

  *key = NULL;
  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
      g_file_info_get_is_hidden (info) || g_file_info_get_size (info) == 0)
    return;
  name = g_uri_escape_string (g_file_info_get_name (info), NULL, TRUE);
  *key = g_strdup_printf ("%" G_GUINT64_FORMAT ".%06u %" G_GOFFSET_FORMAT " %s",
                          g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED),
                          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC),
                          g_file_info_get_size (info), name);
}

/* What a browser has not finished has another ending; its size may stand still for long. */
static gboolean
is_unfinished (const char *name)
{
  static const char *const endings[] = { ".part", ".crdownload", ".tmp", ".download", ".partial", "~" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return *name == '.';
}

static gboolean look_cb (gpointer data);

static void
notice (PdWatchFolder *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *key = NULL;
  Waiting *waiting;

  if (name == NULL || is_unfinished (name))
    return;
  make_key (file, &key);
  if (key == NULL || g_hash_table_contains (self->seen, key) || g_hash_table_contains (self->taken, key))
    return;
  waiting = g_hash_table_lookup (self->waiting, name);
  if (waiting != NULL && g_str_equal (waiting->key, key))
    return;
  waiting = g_new0 (Waiting, 1);
  waiting->file = g_object_ref (file);
  waiting->key = g_steal_pointer (&key);
  waiting->since = g_get_monotonic_time ();
  g_hash_table_replace (self->waiting, g_steal_pointer (&name), waiting);
  if (self->source == 0)
    self->source = g_timeout_add (INTERVAL, look_cb, self);
}

/* Whether it is whole; one that has changed begins to wait anew, and one that is gone is forgotten. */
static gboolean
is_still (Waiting *waiting, gint64 now, gboolean *gone)
{
  g_autofree char *key = NULL;

  make_key (waiting->file, &key);
  *gone = key == NULL;
  if (*gone)
    return FALSE;
  if (g_str_equal (key, waiting->key))
    return now - waiting->since >= PD_WATCH_STILL;
  g_free (waiting->key);
  waiting->key = g_steal_pointer (&key);
  waiting->since = now;
  return FALSE;
}

static gboolean
look_cb (gpointer data)
{
  PdWatchFolder *self = data;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Waiting *waiting = value;
      gboolean gone;

      if (is_still (waiting, now, &gone))
        {
          g_hash_table_add (self->taken, g_strdup (waiting->key));
          g_ptr_array_add (files, g_object_ref (waiting->file));
          gone = TRUE;
        }
      if (gone)
        g_hash_table_iter_remove (&iter);
    }
  if (g_hash_table_size (self->waiting) == 0)
    self->source = 0;
  if (files->len > 0)
    self->func (files, NULL, self->data);
  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  if (event == G_FILE_MONITOR_EVENT_RENAMED && other != NULL)
    notice (data, other);
  else if (event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_CHANGED ||
           event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT || event == G_FILE_MONITOR_EVENT_MOVED_IN)
    notice (data, file);
}

/* What came while the program did not run. */
static gboolean
sweep (PdWatchFolder *self, GError **error)
{
  g_autoptr (GFileEnumerator) children =
      g_file_enumerate_children (self->folder, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                 G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, error);
  GFileInfo *info;
  GFile *child;

  if (children == NULL)
    return FALSE;
  while (g_file_enumerator_iterate (children, &info, &child, NULL, error))
    {
      if (info == NULL)
        return TRUE;
      notice (self, child);
    }
  return FALSE;
}

static void
read_seen (PdWatchFolder *self)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (self->seen_path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", MAX_SEEN);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_hash_table_add (self->seen, g_strdup (lines[i]));
}

static void
write_seen (PdWatchFolder *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, &key, NULL) && n++ < MAX_SEEN)
    g_string_append_printf (text, "%s\n", (const char *) key);
  /* Without it the files are looked at once more at the next start, and found to be here. */
  if (!g_file_set_contents_full (self->seen_path, text->str, (gssize) text->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("%s", error->message);
}

static gboolean
start_cb (gpointer data)
{
  PdWatchFolder *self = data;
  g_autoptr (GError) error = NULL;

  self->source = 0;
  self->monitor = g_file_monitor_directory (self->folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);
  if (error != NULL || !sweep (self, &error))
    self->func (NULL, error, self->data);
  return G_SOURCE_REMOVE;
}

/**
 * pd_watch_folder_new:
 * @folder: the folder; what lies in folders of it is not looked at
 * @seen_path: where it is kept which files were marked
 * @func: called in this thread's main loop, never before this returns
 * @data: for @func
 *
 * Watches a folder, beginning with what lies in it already.
 *
 * Returns: (transfer full): the watch
 */
PdWatchFolder *
pd_watch_folder_new (GFile *folder, const char *seen_path, PdWatchFunc func, gpointer data)
{
  PdWatchFolder *self = g_new0 (PdWatchFolder, 1);

  self->folder = g_object_ref (folder);
  self->seen_path = g_strdup (seen_path);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, waiting_free);
  self->func = func;
  self->data = data;
  read_seen (self);
  self->source = g_idle_add_full (G_PRIORITY_LOW, start_cb, self, NULL);
  return self;
}

/** pd_watch_folder_free: @self: (transfer full): a watch; its function is not called any more */
void
pd_watch_folder_free (PdWatchFolder *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->taken);
  g_hash_table_unref (self->waiting);
  g_object_unref (self->folder);
  g_free (self->seen_path);
  g_free (self);
}

/**
 * pd_watch_folder_mark:
 * @self: a watch
 * @files: (element-type GFile): files that were told, and that are done
 *
 * As long as they stay as they are they are not told again, nor after the next start.
 */
void
pd_watch_folder_mark (PdWatchFolder *self, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      char *key;

      make_key (files->pdata[i], &key);
      if (key == NULL)
        continue;
      /* What changed in between was not what was looked at. */
      if (g_hash_table_remove (self->taken, key))
        g_hash_table_add (self->seen, key);
      else
        g_free (key);
    }
  write_seen (self);
}
