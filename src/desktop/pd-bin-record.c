/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bin-record.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-place.h"
#include "desktop/pd-record-summary.h"

#define WIDTH 640
#define HEIGHT 620

/* What something was that was deleted, to read. */

/** Read: one record of the bin, and where it is to be shown. */
typedef struct
{
  GWeakRef content;
  const PdRecordType *type;
  char *id;         /* (owned) */
  PdRecord *record; /* (owned) (nullable) */
} Read;

static void
read_free (gpointer data)
{
  Read *job = data;

  g_weak_ref_clear (&job->content);
  g_clear_pointer (&job->record, pd_record_unref);
  g_free (job->id);
  g_free (job);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *job = data;

  job->record = pd_store_bin_get (session, job->type, job->id, error);
  return job->record != NULL;
}

/* What has no place of its own is shown with all of its fields. */
static GtkWidget *
create_summary (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdPlace *place = pd_place_for_type (type);
  g_autofree signed char *fields = g_new (signed char, type->n_fields + 1);
  const PdPlaceSection sections[] = { { type->label, fields }, { NULL, NULL } };
  const PdPlace plain = { .type = type, .sections = sections };

  for (guint i = 0; i < type->n_fields; i++)
    fields[i] = (signed char) i;
  fields[type->n_fields] = -1;
  return pd_record_summary_new (place != NULL ? place : &plain, record);
}

static void
read_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Read *job = pd_store_job_data (result);
  g_autoptr (GtkWidget) content = g_weak_ref_get (&job->content);

  if (content != NULL)
    gtk_box_append (GTK_BOX (content),
                    ok ? create_summary (job->record) : pd_layout_text (error->message, "error"));
}

/**
 * pd_bin_record_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @entry: something that was deleted and not restored
 *
 * Returns: (transfer none): a window that shows what it was; show it with gtk_window_present()
 */
GtkWidget *
pd_bin_record_new (GtkWindow *parent, PdStore *store, const PdStoreBinEntry *entry)
{
  g_autofree char *title = pd_record_name_text (entry->type, entry->title);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *self = pd_layout_reading_window (parent, title, WIDTH, HEIGHT, NULL, content);
  Read *job = g_new0 (Read, 1);

  g_weak_ref_init (&job->content, content);
  job->type = entry->type;
  job->id = g_strdup (entry->id);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, read_job, job, read_free, NULL, read_cb, NULL);
  return self;
}
