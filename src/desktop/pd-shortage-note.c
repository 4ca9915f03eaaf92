/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-shortage-note.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-stock-move.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

/* While somebody types, one look is enough for what comes in quick succession, in milliseconds. */
#define PAUSE 300
/* More than this is counted, not shown. */
#define MAX_SHOWN 5

/* What there is not enough of for an order, and when more is likely. Nothing is forbidden by it: more may come in time.
 * Not seen where there is enough. */
struct _PdShortageNote
{
  GtkBox parent_instance;

  PdStore *store;        /* (owned) (nullable) */
  PdRecord *order;       /* (owned) (nullable) a copy of what is shown */
  char *date;            /* (owned) (nullable) by when all of it is likely, as "2026-12-01" */
  GCancellable *looking; /* (owned) (nullable) */
  gulong changed_handler;
  guint pause_source;
  gboolean proposes;

  /* Borrowed */
  GtkWidget *text;
  GtkWidget *propose;
};

enum
{
  PROPOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdShortageNote, pd_shortage_note, GTK_TYPE_BOX)

/* Whether goods are still to leave for it. Who enters an order may not have said yet what it is. */
static gboolean
is_to_be_sent (PdShortageNote *self)
{
  static const char *const before[] = { PD_ORDER_STAGE_REVIEW, PD_ORDER_STAGE_PAYMENT,
                                        PD_ORDER_STAGE_DELIVERY, NULL };
  const char *kind = self->order != NULL ? pd_record_get_text (self->order, PD_ORDER_KIND) : NULL;
  const char *stage = self->order != NULL ? pd_record_get_text (self->order, PD_ORDER_STAGE) : NULL;

  if (self->order == NULL || (kind == NULL && !self->proposes))
    return FALSE;
  return (kind == NULL || g_str_equal (kind, PD_ORDER_KIND_GOODS)) &&
         (stage == NULL || g_strv_contains (before, stage));
}

/* --- what is said */

static void
show_proposal (PdShortageNote *self, GPtrArray *shortages)
{
  const char *due = pd_record_get_text (self->order, PD_ORDER_DUE_DATE);
  gint64 last = 0;
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *label = NULL;

  g_clear_pointer (&self->date, g_free);
  for (guint i = 0; i < shortages->len; i++)
    {
      const PdStoreShortage *shortage = g_ptr_array_index (shortages, i);

      if (shortage->expected_at == 0)
        {
          last = 0;
          break;
        }
      last = MAX (last, shortage->expected_at);
    }
  at = last > 0 ? g_date_time_new_from_unix_local (last / G_TIME_SPAN_SECOND) : NULL;
  self->date = at != NULL ? g_date_time_format (at, "%F") : NULL;
  label = self->date != NULL ? g_strdup_printf (_ ("Propose %s to the Buyer"), self->date) : NULL;
  gtk_button_set_label (GTK_BUTTON (self->propose), label != NULL ? label : "");
  gtk_widget_set_visible (self->propose, self->proposes && self->date != NULL &&
                                             (due == NULL || strcmp (due, self->date) < 0));
}

static void
show_shortages (PdShortageNote *self, GPtrArray *shortages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < shortages->len && i < MAX_SHOWN; i++)
    {
      const PdStoreShortage *shortage = g_ptr_array_index (shortages, i);
      g_autofree char *sentence = pd_stock_shortage_text (shortage->good_name, shortage->missing,
                                                          shortage->expected_at, shortage->receipts_every);

      g_string_append_printf (text, i > 0 ? "\n%s" : "%s", sentence);
    }
  if (shortages->len > MAX_SHOWN)
    {
      guint more = shortages->len - MAX_SHOWN;
      g_autofree char *rest = g_strdup_printf (ngettext ("And %u more.", "And %u more.", more), more);

      g_string_append_printf (text, "\n%s", rest);
    }
  gtk_label_set_text (GTK_LABEL (self->text), text->str);
  show_proposal (self, shortages);
  gtk_widget_set_visible (GTK_WIDGET (self), shortages->len > 0);
}

/* --- looking */

typedef struct
{
  GWeakRef note;
  GCancellable *cancellable; /* (owned) */
  PdRecord *order;           /* (owned) */
  GPtrArray *shortages;      /* (owned) (nullable) of PdStoreShortage */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->note);
  g_object_unref (job->cancellable);
  pd_record_unref (job->order);
  g_clear_pointer (&job->shortages, g_ptr_array_unref);
  g_free (job);
}

/* A line that names a good in stock is of that good, also where it was typed. */
static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  if (!pd_store_stock_link_lines (session, job->order, error))
    return FALSE;
  job->shortages = pd_store_stock_shortages (session, job->order, pd_now (), error);
  return job->shortages != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdShortageNote) self = g_weak_ref_get (&job->note);

  if (self == NULL || self->store == NULL || self->order == NULL || job->cancellable != self->looking)
    return;
  g_clear_object (&self->looking);
  if (ok)
    show_shortages (self, job->shortages);
}

static void
look (PdShortageNote *self)
{
  Look *job;

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (!is_to_be_sent (self))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  self->looking = g_cancellable_new ();
  job = g_new0 (Look, 1);
  g_weak_ref_init (&job->note, self);
  job->cancellable = g_object_ref (self->looking);
  job->order = pd_record_copy (self->order);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
}

static gboolean
pause_cb (gpointer user_data)
{
  PdShortageNote *self = user_data;

  self->pause_source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
queue_look (PdShortageNote *self)
{
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, pause_cb, self);
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdShortageNote *self)
{
  if (self->order != NULL && (*type_name == '\0' || g_str_equal (type_name, pd_stock_move_type.name)))
    queue_look (self);
}

/* --- the widget */

static void
propose_cb (PdShortageNote *self)
{
  if (self->date != NULL)
    g_signal_emit (self, signals[PROPOSED], 0, self->date);
}

static void
pd_shortage_note_dispose (GObject *object)
{
  PdShortageNote *self = PD_SHORTAGE_NOTE (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_shortage_note_parent_class)->dispose (object);
}

static void
pd_shortage_note_finalize (GObject *object)
{
  PdShortageNote *self = PD_SHORTAGE_NOTE (object);

  g_clear_pointer (&self->order, pd_record_unref);
  g_free (self->date);

  G_OBJECT_CLASS (pd_shortage_note_parent_class)->finalize (object);
}

static void
pd_shortage_note_class_init (PdShortageNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_shortage_note_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_shortage_note_finalize;

  /**
   * PdShortageNote::proposed:
   * @date: by when all that is missing is likely to be there: what the order may be due on
   */
  signals[PROPOSED] = g_signal_new ("proposed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_shortage_note_init (PdShortageNote *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_widget_add_css_class (GTK_WIDGET (self), "notice");
  gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  self->text = pd_layout_text (NULL, NULL);
  self->propose = gtk_button_new ();
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_hexpand (self->text, TRUE);
  gtk_widget_set_valign (self->propose, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->propose, FALSE);
  g_signal_connect_swapped (self->propose, "clicked", G_CALLBACK (propose_cb), self);
  gtk_box_append (GTK_BOX (self), icon);
  gtk_box_append (GTK_BOX (self), self->text);
  gtk_box_append (GTK_BOX (self), self->propose);
}

/**
 * pd_shortage_note_new:
 * @store: the cache
 * @proposes: whether the order is being entered, so that its due date can follow
 *
 * Returns: (transfer floating): a note that says nothing yet
 */
GtkWidget *
pd_shortage_note_new (PdStore *store, gboolean proposes)
{
  PdShortageNote *self = g_object_new (PD_TYPE_SHORTAGE_NOTE, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  self->proposes = proposes;
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  return GTK_WIDGET (self);
}

/** pd_shortage_note_show: @order: (nullable): saved or still being entered; what is said of it follows shortly after */
void
pd_shortage_note_show (PdShortageNote *self, const PdRecord *order)
{
  gboolean other;

  g_return_if_fail (PD_IS_SHORTAGE_NOTE (self));

  other = order == NULL || self->order == NULL ||
          !g_str_equal (pd_record_get_id (order), pd_record_get_id (self->order));
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order != NULL ? pd_record_copy (order) : NULL;
  /* What is said of one order is not to stand beside another. */
  if (other)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  queue_look (self);
}
