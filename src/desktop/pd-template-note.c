/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-template-note.h"

#include "desktop/pd-layout.h"
#include "model/pd-order-template.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Of which template an order was made; nothing is to be seen for others. */
struct _PdTemplateNote
{
  GtkBox parent_instance;

  PdStore *store;        /* (owned) (nullable) */
  GCancellable *looking; /* (owned) (nullable) */

  GtkWidget *text; /* (borrowed) */
};

G_DEFINE_FINAL_TYPE (PdTemplateNote, pd_template_note, GTK_TYPE_BOX)

typedef struct
{
  GWeakRef note;
  GCancellable *cancellable; /* (owned) */
  char *id;                  /* (owned) */
  char *date;                /* (owned) (nullable) that the platform made the order for */
  PdRecord *record;          /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->note);
  g_object_unref (job->cancellable);
  g_free (job->id);
  g_free (job->date);
  g_clear_pointer (&job->record, pd_record_unref);
  g_free (job);
}

/* One that is not here was deleted, or is still to be fetched. */
static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  job->record = pd_store_get_record (session, &pd_order_template_type, job->id, NULL);
  return TRUE;
}

static char *
sentence_of (const Look *job)
{
  const char *name =
      job->record != NULL && !pd_record_is_deleted (job->record) ? pd_record_get_title (job->record) : NULL;

  if (name == NULL)
    return g_strdup (_ ("Made of a template that there is no more."));
  if (job->date == NULL)
    return g_strdup_printf (_ ("Made of the template “%s”."), name);
  /* Translators: 1: a template's name, 2: a date */
  return g_strdup_printf (_ ("Made by the platform of the template “%1$s” for %2$s."), name, job->date);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdTemplateNote) self = g_weak_ref_get (&job->note);
  g_autofree char *sentence = ok ? sentence_of (job) : NULL;

  if (self == NULL || self->store == NULL || job->cancellable != self->looking)
    return;
  g_clear_object (&self->looking);
  pd_layout_say (self->text, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self), sentence != NULL);
}

static void
stop_looking (PdTemplateNote *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
pd_template_note_dispose (GObject *object)
{
  PdTemplateNote *self = PD_TEMPLATE_NOTE (object);

  stop_looking (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_template_note_parent_class)->dispose (object);
}

static void
pd_template_note_class_init (PdTemplateNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_template_note_dispose;
}

static void
pd_template_note_init (PdTemplateNote *self)
{
  self->text = pd_layout_text (NULL, "dim-label");
  gtk_box_append (GTK_BOX (self), self->text);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/** pd_template_note_new: @store: the cache. Returns: (transfer floating): a note that is not to be seen */
GtkWidget *
pd_template_note_new (PdStore *store)
{
  PdTemplateNote *self = g_object_new (PD_TYPE_TEMPLATE_NOTE, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

/** pd_template_note_show: @order: (nullable): the order that it is about */
void
pd_template_note_show (PdTemplateNote *self, const PdRecord *order)
{
  g_autofree char *id = order != NULL ? pd_order_template_of_order (order) : NULL;
  const char *slash = id != NULL ? strchr (pd_record_get_text (order, PD_ORDER_IMPORT_KEY), '/') : NULL;
  Look *job;

  stop_looking (self);
  if (id == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  self->looking = g_cancellable_new ();
  job = g_new0 (Look, 1);
  g_weak_ref_init (&job->note, self);
  job->cancellable = g_object_ref (self->looking);
  job->id = g_steal_pointer (&id);
  job->date = slash != NULL ? g_strdup (slash + 1) : NULL;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_IDLE, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
}
