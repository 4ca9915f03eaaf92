/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-entry-note.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "model/pd-date.h"
#include "model/pd-entry-check.h"
#include "model/pd-order.h"
#include "store/pd-store-entry.h"

#include <glib/gi18n-lib.h>

/* While somebody types, one look is enough for what comes in quick succession, in milliseconds. */
#define PAUSE 300
/* More than this at once helps nobody: the next one comes when one is mended. */
#define MAX_SHOWN 4

/* What of an order that is being entered gives pause, and what mends it. Nothing is forbidden by it. Not seen where there is
 * nothing to say. */
struct _PdEntryNote
{
  GtkBox parent_instance;

  PdStore *store;        /* (owned) (nullable) */
  PdRecord *order;       /* (owned) (nullable) a copy of what is shown */
  GPtrArray *doubts;     /* (owned) (nullable) of PdEntryDoubt: what the rows say */
  GCancellable *looking; /* (owned) (nullable) */
  guint pause_source;
  gboolean mends;

  GtkWidget *rows; /* (borrowed) */
};

enum
{
  MENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdEntryNote, pd_entry_note, GTK_TYPE_BOX)

/* --- what is said */

static void
mend_cb (GtkButton *button, PdEntryNote *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "doubt"));
  const PdEntryDoubt *doubt = g_ptr_array_index (self->doubts, index);

  g_signal_emit (self, signals[MENDED], 0, doubt->line_id, doubt->field, doubt->value);
}

static void
add_row (PdEntryNote *self, guint index)
{
  const PdEntryDoubt *doubt = g_ptr_array_index (self->doubts, index);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *text = pd_layout_text (doubt->message, NULL);

  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (row), text);
  if (self->mends && doubt->value != NULL)
    {
      /* Translators: a price, quantity or date that takes the place of the one that was typed */
      g_autofree char *label = g_strdup_printf (_ ("Use %s"), doubt->value);
      GtkWidget *button = gtk_button_new_with_label (label);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_object_set_data (G_OBJECT (button), "doubt", GUINT_TO_POINTER (index));
      g_signal_connect (button, "clicked", G_CALLBACK (mend_cb), self);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_box_append (GTK_BOX (self->rows), row);
}

static void
make_rows (PdEntryNote *self)
{
  if (self->rows != NULL)
    gtk_box_remove (GTK_BOX (self), self->rows);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_hexpand (self->rows, TRUE);
  gtk_box_append (GTK_BOX (self), self->rows);
}

static gboolean
says_the_same (const GPtrArray *a, const GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const PdEntryDoubt *one = a->pdata[i];
      const PdEntryDoubt *other = b->pdata[i];

      if (!g_str_equal (one->message, other->message) || g_strcmp0 (one->line_id, other->line_id) != 0 ||
          g_strcmp0 (one->value, other->value) != 0)
        return FALSE;
    }
  return TRUE;
}

/* @doubts: (transfer none). A button under the pointer stays where it still says the same. */
static void
show_doubts (PdEntryNote *self, GPtrArray *doubts)
{
  gtk_widget_set_visible (GTK_WIDGET (self), doubts->len > 0);
  if (!says_the_same (self->doubts, doubts))
    {
      /* Anew: how its height follows from its width was asked when it was empty. */
      make_rows (self);
      g_clear_pointer (&self->doubts, g_ptr_array_unref);
      self->doubts = g_ptr_array_ref (doubts);
      for (guint i = 0; i < doubts->len && i < MAX_SHOWN; i++)
        add_row (self, i);
    }
}

/* --- looking */

typedef struct
{
  GWeakRef note;
  GCancellable *cancellable; /* (owned) */
  PdRecord *order;           /* (owned) */
  GPtrArray *doubts;         /* (owned) (nullable) of PdEntryDoubt */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->note);
  g_object_unref (job->cancellable);
  pd_record_unref (job->order);
  g_clear_pointer (&job->doubts, g_ptr_array_unref);
  g_free (job);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;
  g_autofree char *today = pd_date_in_china (pd_now ());

  job->doubts = pd_store_entry_check (session, job->order, today, error);
  return job->doubts != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdEntryNote) self = g_weak_ref_get (&job->note);

  if (self == NULL || self->store == NULL || self->order == NULL || job->cancellable != self->looking)
    return;
  g_clear_object (&self->looking);
  if (ok)
    show_doubts (self, job->doubts);
}

/* While it is entered, always; of what lies there, only a draft that is to go on its way. */
static gboolean
is_to_be_checked (PdEntryNote *self, const PdRecord *order)
{
  return self->mends || (pd_record_has (order, PD_ORDER_KIND) && !pd_record_has (order, PD_ORDER_STAGE) &&
                         g_strcmp0 (pd_record_get_text (order, PD_ORDER_STATE), PD_ORDER_STATE_OPEN) == 0);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdEntryNote *self = user_data;
  Look *job;

  self->pause_source = 0;
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->order == NULL)
    return G_SOURCE_REMOVE;
  job = g_new0 (Look, 1);
  self->looking = g_cancellable_new ();
  g_weak_ref_init (&job->note, self);
  job->cancellable = g_object_ref (self->looking);
  job->order = pd_record_copy (self->order);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* --- the widget */

static void
pd_entry_note_dispose (GObject *object)
{
  PdEntryNote *self = PD_ENTRY_NOTE (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_entry_note_parent_class)->dispose (object);
}

static void
pd_entry_note_finalize (GObject *object)
{
  PdEntryNote *self = PD_ENTRY_NOTE (object);

  g_clear_pointer (&self->order, pd_record_unref);
  g_clear_pointer (&self->doubts, g_ptr_array_unref);

  G_OBJECT_CLASS (pd_entry_note_parent_class)->finalize (object);
}

static void
pd_entry_note_class_init (PdEntryNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_entry_note_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_entry_note_finalize;

  /**
   * PdEntryNote::mended:
   * @line_id: (nullable): the line; %NULL: the order itself
   * @field: of it
   * @value: as it is typed
   */
  signals[MENDED] = g_signal_new ("mended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT, G_TYPE_STRING);
}

static void
pd_entry_note_init (PdEntryNote *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_widget_add_css_class (GTK_WIDGET (self), "notice");
  gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self), icon);
  make_rows (self);
}

/**
 * pd_entry_note_new:
 * @store: the cache
 * @mends: whether the order is being entered, so that it can be mended here
 *
 * Returns: (transfer floating): a note that says nothing yet
 */
GtkWidget *
pd_entry_note_new (PdStore *store, gboolean mends)
{
  PdEntryNote *self = g_object_new (PD_TYPE_ENTRY_NOTE, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  self->mends = mends;
  return GTK_WIDGET (self);
}

/**
 * pd_entry_note_show:
 * @order: (nullable): as it is typed, or a draft, as a shop's, that somebody looks at; what is said of it follows shortly
 *   after. Nothing is said of what has gone on its way.
 */
void
pd_entry_note_show (PdEntryNote *self, const PdRecord *order)
{
  gboolean other = order == NULL || self->order == NULL ||
                   !g_str_equal (pd_record_get_id (order), pd_record_get_id (self->order));

  g_return_if_fail (PD_IS_ENTRY_NOTE (self));

  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order != NULL && is_to_be_checked (self, order) ? pd_record_copy (order) : NULL;
  /* What is said of one order is not to stand beside another. */
  if (other || self->order == NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, pause_cb, self);
}
