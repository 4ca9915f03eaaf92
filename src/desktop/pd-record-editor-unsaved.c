/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-editor-private.h"

#include "desktop/pd-unsaved.h"

#include <glib/gstdio.h>

/* Seconds between two looks at what is typed. */
#define INTERVAL 3

typedef struct
{
  char *path;
  PdRecord *original;
  PdRecord *working;
  gboolean is_new;
} Keep;

static void
keep_cb (gpointer data, gpointer user_data)
{
  Keep *keep = data;
  g_autoptr (GError) error = NULL;

  if (!pd_unsaved_write (keep->path, keep->original, keep->working, keep->is_new, &error))
    g_message ("%s: %s", keep->path, error->message);
  g_free (keep->path);
  pd_record_unref (keep->original);
  pd_record_unref (keep->working);
  g_free (keep);
}

/* (nullable) one thread writes one file after the other; used by the main thread alone */
static GThreadPool *writers;

static gboolean
look_cb (gpointer user_data)
{
  PdRecordEditor *self = user_data;
  Keep *keep;

  if (self->original == NULL || self->saving ||
      (self->kept != NULL ? pd_record_equal (self->kept, self->working)
                          : pd_record_equal (self->original, self->working)))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->kept, pd_record_unref);
  self->kept = pd_record_copy (self->working);
  keep = g_new0 (Keep, 1);
  keep->path = pd_unsaved_path (pd_store_get_path (self->store), self->working);
  keep->original = pd_record_copy (self->original);
  keep->working = pd_record_copy (self->working);
  keep->is_new = self->is_new;
  if (writers == NULL)
    writers = g_thread_pool_new (keep_cb, NULL, 1, FALSE, NULL);
  g_thread_pool_push (writers, keep, NULL);
  return G_SOURCE_CONTINUE;
}

/* Begins to keep what is typed, in case the program ends before it is saved. */
void
pd_record_editor_start_keeping (PdRecordEditor *self, gboolean restored)
{
  g_clear_pointer (&self->kept, pd_record_unref);
  /* What was restored has its file already, and loses it when it is given up. */
  if (restored)
    self->kept = pd_record_copy (self->working);
  if (self->keep_source == 0)
    self->keep_source = g_timeout_add_seconds (INTERVAL, look_cb, self);
}

/* What was typed is saved, or given up. */
void
pd_record_editor_stop_keeping (PdRecordEditor *self)
{
  g_clear_handle_id (&self->keep_source, g_source_remove);
  if (self->kept != NULL)
    {
      g_autofree char *path = pd_unsaved_path (pd_store_get_path (self->store), self->kept);

      /* A file that is being written is waited for: it would come back. */
      if (writers != NULL)
        g_thread_pool_free (g_steal_pointer (&writers), FALSE, TRUE);
      g_unlink (path);
    }
  g_clear_pointer (&self->kept, pd_record_unref);
}
