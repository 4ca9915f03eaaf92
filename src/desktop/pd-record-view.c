/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-view-private.h"

#include "desktop/pd-delivery-list.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-print-list.h"
#include "desktop/pd-record-summary.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"
#include "model/pd-solution.h"

#include <glib/gi18n-lib.h>

/* What is usual changes slowly. */
#define TIMES_VALID G_TIME_SPAN_MINUTE

enum
{
  SHOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRecordView, pd_record_view, GTK_TYPE_WIDGET)

/* Made anew, a text loses what is selected in it to be copied. */
static void
update_summary (PdRecordView *self)
{
  if (self->summary != NULL)
    gtk_box_remove (self->content, self->summary);
  self->summary = pd_record_summary_new (self->place, self->record);
  gtk_box_insert_child_after (self->content, self->summary, GTK_WIDGET (self->red_panel));
}

/* @same: whether the record itself says what it said before */
static void
update (PdRecordView *self, gboolean same)
{
  pd_record_view_update_head (self);
  if (!same)
    update_summary (self);
  if (self->progress != NULL)
    pd_invoice_progress_show (self->progress, self->record, self->times, self->pending_command);
  if (self->deliveries != NULL)
    pd_delivery_list_show (self->deliveries, self->record);
  if (self->prints != NULL)
    pd_print_list_show (self->prints, self->record);
  if (self->verification != NULL)
    pd_verification_panel_show (self->verification, self->record);
  if (self->shortage != NULL)
    {
      pd_shortage_note_show (self->shortage, self->record);
      pd_entry_note_show (self->entry, self->record);
      pd_template_note_show (self->origin, self->record);
    }
  if (self->assign != NULL)
    pd_assign_panel_show (self->assign, self->record);
  if (self->stock != NULL)
    pd_stock_panel_show (self->stock, self->record);
  if (self->device != NULL)
    pd_device_panel_show (self->device, self->record);
  pd_attachments_show (self->attachments, self->record);
  pd_red_panel_show (self->red_panel, self->record);
  if (self->way != NULL)
    pd_way_panel_show (self->way, self->record, self->pending_command);
  if (self->checks != NULL)
    {
      pd_check_panel_show (self->checks, self->record);
      pd_fact_list_show (self->facts, self->record);
    }
  if (self->ticket != NULL)
    pd_ticket_panel_show (self->ticket, self->record);
  if (self->history != NULL && !same)
    pd_history_list_show (self->history, self->record);
}

static void
set_record (PdRecordView *self, PdRecord *record, PdRowState row_state, char *pending_command)
{
  gboolean other = record != NULL && (self->record == NULL || g_strcmp0 (pd_record_get_id (self->record),
                                                                         pd_record_get_id (record)) != 0);
  gboolean same = record != NULL && self->record != NULL && pd_record_equal (self->record, record);

  g_clear_pointer (&self->record, pd_record_unref);
  g_clear_pointer (&self->pending_command, g_free);
  self->record = record != NULL ? pd_record_ref (record) : NULL;
  self->row_state = row_state;
  self->pending_command = g_strdup (pending_command);
  if (record != NULL)
    update (self, same);
  /* Its title and what became of it come first, however far down the last one was read. */
  if (other)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_stack_set_visible_child_name (self->stack, record != NULL ? "record" : "nothing");
  g_signal_emit (self, signals[SHOWN], 0);
}

/* --- loading */

typedef struct
{
  GWeakRef view;
  GCancellable *cancellable; /* (owned) */
  const PdRecordType *type;
  char *id;              /* (owned) */
  PdRecord *record;      /* (owned) (nullable) */
  char *pending_command; /* (owned) (nullable) */
  PdInvoiceTimes *times; /* (owned) (nullable) */
  PdRowState row_state;
  gboolean total_changed;
  gboolean wants_times;
} Load;

static void
load_free (Load *load)
{
  g_weak_ref_clear (&load->view);
  g_object_unref (load->cancellable);
  g_free (load->id);
  g_clear_pointer (&load->record, pd_record_unref);
  g_clear_pointer (&load->times, pd_invoice_times_free);
  g_free (load->pending_command);
  g_free (load);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  load->record = pd_store_get_record (session, load->type, load->id, error);
  if (load->record == NULL)
    return FALSE;
  if (!pd_store_get_total_changed (session, load->type, load->id, &load->total_changed, error))
    return FALSE;
  /* Without it an invoice is shown as well, but for what is usual. */
  if (load->wants_times)
    load->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, NULL);
  load->row_state = pd_store_get_row_state (session, load->type, load->id, &load->pending_command, error);
  return error == NULL || *error == NULL;
}

static void
loaded_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Load *load = pd_store_job_data (result);
  g_autoptr (PdRecordView) self = g_weak_ref_get (&load->view);

  if (self == NULL || load->cancellable != self->loading)
    return;
  g_clear_object (&self->loading);
  if (!ok && !g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
    {
      gtk_label_set_text (self->nothing_text, error->message);
      set_record (self, NULL, PD_ROW_CLEAN, NULL);
      return;
    }
  if (load->times != NULL)
    {
      g_clear_pointer (&self->times, pd_invoice_times_free);
      self->times = g_steal_pointer (&load->times);
      self->times_at = pd_now ();
    }
  self->total_changed = ok && load->total_changed;
  set_record (self, ok ? load->record : NULL, load->row_state, load->pending_command);
}

static void
reload (PdRecordView *self)
{
  Load *load;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->wanted == NULL)
    {
      set_record (self, NULL, PD_ROW_CLEAN, NULL);
      return;
    }
  self->loading = g_cancellable_new ();
  load = g_new0 (Load, 1);
  g_weak_ref_init (&load->view, self);
  load->cancellable = g_object_ref (self->loading);
  load->type = self->place->type;
  load->id = g_strdup (self->wanted);
  load->wants_times = self->progress != NULL && pd_now () - self->times_at > TIMES_VALID;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, load_job, load, (GDestroyNotify) load_free,
                       self->loading, loaded_cb, NULL);
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdRecordView *self)
{
  if (self->wanted != NULL && (*type_name == '\0' || g_str_equal (type_name, self->place->type->name)))
    reload (self);
}

/**
 * pd_record_view_show:
 * @self: a view
 * @record_id: (nullable): a record's id; %NULL for none
 *
 * Shows the record, and keeps showing it as it changes.
 */
void
pd_record_view_show (PdRecordView *self, const char *record_id)
{
  g_return_if_fail (PD_IS_RECORD_VIEW (self));

  if (record_id != NULL && g_strcmp0 (self->wanted, record_id) == 0)
    return;
  g_free (self->wanted);
  self->wanted = g_strdup (record_id);
  gtk_label_set_text (self->nothing_text, _ (self->place->nothing_selected));
  reload (self);
}

/**
 * pd_record_view_show_several:
 * @self: a view
 * @n: how many records are selected
 *
 * Shows none of them; the list offers what can be done with all.
 */
void
pd_record_view_show_several (PdRecordView *self, guint n)
{
  g_autofree char *text = NULL;

  g_return_if_fail (PD_IS_RECORD_VIEW (self));

  text = g_strdup_printf (ngettext ("%'u is selected.", "%'u are selected.", n), n);
  g_clear_pointer (&self->wanted, g_free);
  gtk_label_set_text (self->nothing_text, text);
  reload (self);
}

/**
 * pd_record_view_get_record:
 * @self: a view
 *
 * Returns: (nullable) (transfer none): what is shown, with its lines
 */
PdRecord *
pd_record_view_get_record (PdRecordView *self)
{
  g_return_val_if_fail (PD_IS_RECORD_VIEW (self), NULL);

  return self->record;
}

const char *
pd_record_view_get_pending_command (PdRecordView *self)
{
  g_return_val_if_fail (PD_IS_RECORD_VIEW (self), NULL);

  return self->pending_command;
}

PdRowState
pd_record_view_get_row_state (PdRecordView *self)
{
  g_return_val_if_fail (PD_IS_RECORD_VIEW (self), PD_ROW_CLEAN);

  return self->row_state;
}

/**
 * pd_record_view_is_total_changed:
 * @self: a view
 *
 * Returns: whether a merge made the total and nobody has looked at it yet
 */
gboolean
pd_record_view_is_total_changed (PdRecordView *self)
{
  g_return_val_if_fail (PD_IS_RECORD_VIEW (self), FALSE);

  return self->record != NULL && self->total_changed;
}

/**
 * pd_record_view_set_blobs:
 * @self: a view
 * @blobs: (nullable): the way of attachments' files
 */
void
pd_record_view_set_blobs (PdRecordView *self, PdSyncBlobs *blobs)
{
  g_return_if_fail (PD_IS_RECORD_VIEW (self));

  pd_attachments_set_blobs (self->attachments, blobs);
}

/** pd_record_view_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_record_view_set_role (PdRecordView *self, const char *role)
{
  g_return_if_fail (PD_IS_RECORD_VIEW (self));

  if (self->deliveries != NULL)
    pd_row_list_set_role (self->deliveries, role);
  if (self->verification != NULL)
    pd_verification_panel_set_role (self->verification, role);
  if (self->assign != NULL)
    pd_assign_panel_set_role (self->assign, role);
  if (self->stock != NULL)
    pd_stock_panel_set_role (self->stock, role);
  if (self->device != NULL)
    pd_device_panel_set_role (self->device, role);
  if (self->way != NULL)
    pd_way_panel_set_role (self->way, role);
  if (self->ticket != NULL)
    pd_ticket_panel_set_role (self->ticket, role);
  if (self->checks != NULL)
    {
      pd_check_panel_set_role (self->checks, role);
      pd_fact_list_set_role (self->facts, role);
    }
  pd_attachments_set_role (self->attachments, role);
}

/**
 * pd_record_view_set_can_go_back:
 * @self: a view
 * @can_go_back: whether the list is out of sight
 */
void
pd_record_view_set_can_go_back (PdRecordView *self, gboolean can_go_back)
{
  g_return_if_fail (PD_IS_RECORD_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->back), can_go_back);
}

/* As wide as it is told to be, not as the longest text would like: the list beside it keeps its columns. */
static void
pd_record_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (PD_RECORD_VIEW (widget)->stack), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = *minimum;
}

static void
pd_record_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (GTK_WIDGET (PD_RECORD_VIEW (widget)->stack),
                            &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
pd_record_view_dispose (GObject *object)
{
  PdRecordView *self = PD_RECORD_VIEW (object);
  GtkWidget *child;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_record_view_parent_class)->dispose (object);
}

static void
pd_record_view_finalize (GObject *object)
{
  PdRecordView *self = PD_RECORD_VIEW (object);

  g_clear_pointer (&self->record, pd_record_unref);
  g_clear_pointer (&self->pending_command, g_free);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->times, pd_invoice_times_free);

  G_OBJECT_CLASS (pd_record_view_parent_class)->finalize (object);
}

static void
pd_record_view_class_init (PdRecordViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pd_record_view_dispose;
  object_class->finalize = pd_record_view_finalize;

  /**
   * PdRecordView::shown:
   *
   * What is shown has changed.
   */
  signals[SHOWN] = g_signal_new ("shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-record-view.ui");
  widget_class->measure = pd_record_view_measure;
  widget_class->size_allocate = pd_record_view_size_allocate;
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, stack);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, nothing_icon);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, nothing_text);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, back);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, issue);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, show_invoice);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, edit);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, note);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, preview);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, reverse);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, return_order);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, reimburse);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, book);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, more);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, scroller);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, content);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, title);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, notice);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, notice_icon);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, notice_text);
  gtk_widget_class_bind_template_child (widget_class, PdRecordView, notice_button);
}

static void
pd_record_view_init (PdRecordView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  pd_set_tooltip (GTK_WIDGET (self->back), _ ("Back to the list"));
  pd_set_tooltip (GTK_WIDGET (self->more), _ ("More"));
}

static void
show_order_cb (PdRecordView *self, const char *order_id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", pd_order_type.name, order_id);
}

/**
 * pd_record_view_new:
 * @place: how records are shown
 * @store: the cache
 *
 * Returns: (transfer floating): a view that shows nothing yet
 */
GtkWidget *
pd_record_view_new (const PdPlace *place, PdStore *store)
{
  PdRecordView *self = g_object_new (PD_TYPE_RECORD_VIEW, NULL);

  self->place = place;
  self->store = g_object_ref (store);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  if (place->type == &pd_invoice_type)
    {
      self->progress = PD_INVOICE_PROGRESS (pd_invoice_progress_new ());
      gtk_box_append (self->content, GTK_WIDGET (self->progress));
    }
  if (place->type == &pd_order_type)
    {
      self->way = PD_WAY_PANEL (pd_way_panel_new ());
      self->checks = PD_CHECK_PANEL (pd_check_panel_new (store));
      self->facts = PD_FACT_LIST (pd_fact_list_new (store));
      self->history = PD_HISTORY_LIST (pd_history_list_new ());
      self->shortage = PD_SHORTAGE_NOTE (pd_shortage_note_new (store, FALSE));
      gtk_box_append (self->content, GTK_WIDGET (self->shortage));
      self->entry = PD_ENTRY_NOTE (pd_entry_note_new (store, FALSE));
      g_signal_connect_object (self->entry, "opened", G_CALLBACK (show_order_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->content, GTK_WIDGET (self->entry));
      self->origin = PD_TEMPLATE_NOTE (pd_template_note_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->origin));
      self->assign = PD_ASSIGN_PANEL (pd_assign_panel_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->way));
      gtk_box_append (self->content, GTK_WIDGET (self->assign));
      gtk_box_append (self->content, GTK_WIDGET (self->checks));
      gtk_box_append (self->content, GTK_WIDGET (self->facts));
    }
  if (place->type == &pd_ticket_type || place->type == &pd_solution_type)
    {
      self->way = PD_WAY_PANEL (pd_way_panel_new ());
      gtk_box_append (self->content, GTK_WIDGET (self->way));
    }
  if (place->type == &pd_ticket_type)
    {
      self->ticket = PD_TICKET_PANEL (pd_ticket_panel_new (store));
      self->history = PD_HISTORY_LIST (pd_history_list_new ());
    }
  if (place->type == &pd_good_type)
    {
      self->stock = PD_STOCK_PANEL (pd_stock_panel_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->stock));
    }
  self->attachments = PD_ATTACHMENTS (pd_attachments_new (store));
  self->red_panel = PD_RED_PANEL (pd_red_panel_new (store));
  gtk_box_append (self->content, GTK_WIDGET (self->red_panel));
  if (self->ticket != NULL)
    gtk_box_append (self->content, GTK_WIDGET (self->ticket));
  gtk_box_append (self->content, GTK_WIDGET (self->attachments));
  if (place->type == &pd_invoice_type)
    {
      self->deliveries = PD_ROW_LIST (pd_delivery_list_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->deliveries));
    }
  if (place->type == &pd_invoice_type || place->type == &pd_received_type)
    {
      self->prints = PD_ROW_LIST (pd_print_list_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->prints));
    }
  if (place->type == &pd_invoice_type || place->type == &pd_received_type)
    {
      self->verification = PD_VERIFICATION_PANEL (pd_verification_panel_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->verification));
    }
  if (self->history != NULL)
    gtk_box_append (self->content, GTK_WIDGET (self->history));
  if (place->type == &pd_device_type)
    {
      self->device = PD_DEVICE_PANEL (pd_device_panel_new (store));
      gtk_box_append (self->content, GTK_WIDGET (self->device));
    }
  gtk_image_set_from_icon_name (self->nothing_icon, place->icon);
  gtk_label_set_text (self->nothing_text, _ (place->nothing_selected));
  return GTK_WIDGET (self);
}
