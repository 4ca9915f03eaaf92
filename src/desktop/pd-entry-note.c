/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-entry-note.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "model/pd-date.h"
#include "model/pd-entry-check.h"
#include "model/pd-order.h"
#include "store/pd-store-entry.h"

#include <glib/gi18n-lib.h>

/* More than this at once helps nobody: the next one comes when one is mended. */
#define MAX_SHOWN 4

/* What of an order that is being entered gives pause, and what mends it. Nothing is forbidden by it. Not seen where there is
 * nothing to say. */
struct _PdEntryNote
{
  GtkBox parent_instance;

  PdLook *look;      /* (owned) (nullable) */
  PdRecord *order;   /* (owned) (nullable) a copy of what is shown */
  GPtrArray *doubts; /* (owned) (nullable) of PdEntryDoubt: what the rows say */
  gboolean mends;

  GtkWidget *rows; /* (borrowed) */
};

enum
{
  MENDED,
  OPENED,
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
open_cb (GtkButton *button, PdEntryNote *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "doubt"));
  g_autofree char *id = g_strdup (((const PdEntryDoubt *) g_ptr_array_index (self->doubts, index))->order_id);

  g_signal_emit (self, signals[OPENED], 0, id);
}

static void
add_button (PdEntryNote *self, GtkWidget *row, const char *label, guint index, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "doubt", GUINT_TO_POINTER (index));
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (row), button);
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
      /* Translators: a price, quantity, date, address or telephone that takes the place of what was typed, or left out */
      g_autofree char *label = g_strdup_printf (_ ("Use %s"), doubt->value);

      add_button (self, row, label, index, G_CALLBACK (mend_cb));
    }
  if (doubt->order_id != NULL)
    add_button (self, row, _ ("Open the Other Order"), index, G_CALLBACK (open_cb));
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
          g_strcmp0 (one->value, other->value) != 0 || g_strcmp0 (one->order_id, other->order_id) != 0)
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

/** Look: one reading of what the cache has against it. */
typedef struct
{
  PdRecord *order;   /* (owned) */
  GPtrArray *doubts; /* (owned) (nullable) of PdEntryDoubt */
} Look;

static void
look_clear (gpointer data)
{
  Look *job = data;

  pd_record_unref (job->order);
  g_clear_pointer (&job->doubts, g_ptr_array_unref);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdEntryNote *self = owner;

  if (self->order == NULL)
    return FALSE;
  ((Look *) data)->order = pd_record_copy (self->order);
  return TRUE;
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
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdEntryNote *self = owner;

  if (self->order != NULL && error == NULL)
    show_doubts (self, ((Look *) data)->doubts);
}

/* While somebody types, one look is enough for what comes in quick succession. */
static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 300,
                                      .priority = PD_STORE_PRIORITY_EDIT };

/* While it is entered, always; of what lies there, only a draft that is to go on its way. */
static gboolean
is_to_be_checked (PdEntryNote *self, const PdRecord *order)
{
  return self->mends || (pd_record_has (order, PD_ORDER_KIND) && !pd_record_has (order, PD_ORDER_STAGE) &&
                         g_strcmp0 (pd_record_get_text (order, PD_ORDER_STATE), PD_ORDER_STATE_OPEN) == 0);
}

/* --- the widget */

static void
pd_entry_note_dispose (GObject *object)
{
  PdEntryNote *self = PD_ENTRY_NOTE (object);

  g_clear_pointer (&self->look, pd_look_free);

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
  /**
   * PdEntryNote::opened:
   * @order_id: another order that a person wants to see, which this one may be a copy of
   */
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_entry_note_init (PdEntryNote *self)
{
  pd_layout_begin_warning (GTK_BOX (self));
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

  self->look = pd_look_new (self, store, &look_kind);
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
  pd_look_again (self->look);
}
