/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-red-panel.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "store/pd-store-reversals.h"

/* Seconds between two looks at the clock. */
#define TICK 20

/* What reversals have to do with the record that is shown: how a form stands and until when, what of an invoice is left,
 * and the ways between order, invoice, form and red invoice. */
struct _PdRedPanel
{
  GtkBox parent_instance;

  PdStore *store;        /* (owned) */
  PdRecord *record;      /* (owned) (nullable) */
  GCancellable *loading; /* (owned) (nullable) */
  guint tick_source;

  /* Borrowed */
  GtkWidget *text;
  GtkWidget *clock;
  GtkWidget *buttons;
  GtkWidget *links;
};

G_DEFINE_FINAL_TYPE (PdRedPanel, pd_red_panel, GTK_TYPE_BOX)

static gboolean
is_type (const PdRecord *record, const PdRecordType *type)
{
  return record != NULL && pd_record_get_record_type (record) == type;
}

/* --- the clock */

/* Translators: hours and minutes */
static char *
duration_text (gint64 microseconds)
{
  gint64 minutes = microseconds / G_TIME_SPAN_MINUTE;

  return g_strdup_printf (_ ("%1$u h %2$u min"), (guint) (minutes / 60), (guint) (minutes % 60));
}

static void
update_clock (PdRedPanel *self)
{
  gint64 left = pd_record_get_integer (self->record, PD_RED_FORM_DEADLINE) - pd_now ();
  gboolean is_ours = g_strcmp0 (pd_record_get_state (self->record), PD_RED_FORM_STATE_OUR_WORD) == 0;
  g_autofree char *time = duration_text (MAX (left, 0));
  g_autofree char *text = NULL;

  if (left <= 0)
    text = g_strdup (_ ("The 72 hours are over. The tax bureau is being asked what became of it."));
  else if (is_ours)
    text = g_strdup_printf (_ ("We have %s left to answer."), time);
  else
    text = g_strdup_printf (_ ("The other side has %s left to answer."), time);
  gtk_label_set_text (GTK_LABEL (self->clock), text);
  if (left < 12 * G_TIME_SPAN_HOUR)
    gtk_widget_add_css_class (self->clock, "warning");
  else
    gtk_widget_remove_css_class (self->clock, "warning");
}

static gboolean
tick_cb (gpointer user_data)
{
  PdRedPanel *self = user_data;

  if (gtk_widget_get_visible (self->clock))
    update_clock (self);
  return G_SOURCE_CONTINUE;
}

static void
show_clock (PdRedPanel *self)
{
  const char *state = pd_record_get_state (self->record);
  gboolean runs = is_type (self->record, &pd_red_form_type) &&
                  pd_record_has (self->record, PD_RED_FORM_DEADLINE) &&
                  (g_strcmp0 (state, PD_RED_FORM_STATE_THEIR_WORD) == 0 ||
                   g_strcmp0 (state, PD_RED_FORM_STATE_OUR_WORD) == 0);

  gtk_widget_set_visible (self->clock, runs);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (!runs)
    return;
  update_clock (self);
  self->tick_source = g_timeout_add_seconds (TICK, tick_cb, self);
}

/* --- buttons and links */

static void
add_button (PdRedPanel *self, const char *command, const char *label, const char *style)
{
  GtkWidget *button;
  g_autofree char *action = g_strconcat ("win.red-form-", command, NULL);

  if (!pd_red_form_may (self->record, command))
    return;
  button = gtk_button_new_with_label (label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  pd_wrap_box_append (PD_WRAP_BOX (self->buttons), button);
}

static void
empty_buttons (PdRedPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_widget_unparent (child);
}

static void
show_buttons (PdRedPanel *self)
{
  empty_buttons (self);
  if (is_type (self->record, &pd_red_form_type))
    {
      add_button (self, "apply", _ ("Reverse"), "destructive-action");
      add_button (self, "confirm", _ ("Confirm"), "suggested-action");
      add_button (self, "reject", _ ("Reject…"), NULL);
      add_button (self, "withdraw", _ ("Withdraw"), NULL);
      add_button (self, "take_back", _ ("Take Back"), NULL);
      add_button (self, "try_now", _ ("Ask the Bureau Now"), NULL);
    }
  gtk_widget_set_visible (self->buttons, gtk_widget_get_first_child (self->buttons) != NULL);
}

static void
add_link (PdRedPanel *self, const PdRecordType *type, const char *id, const char *label)
{
  GtkWidget *button, *text, *box;

  if (id == NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  button = gtk_button_new ();
  text = gtk_label_new (label);
  gtk_label_set_xalign (GTK_LABEL (text), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (text, "numeric");
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, "link-text");
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  pd_set_accessible_label (button, label);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", type->name, id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-record");
  gtk_box_append (GTK_BOX (self->links), button);
}

static void
add_numbered_link (PdRedPanel *self,
                   const PdRecordType *type,
                   const char *id,
                   const char *format,
                   const char *number)
{
  g_autofree char *label = number != NULL ? g_strconcat (format, " ", number, NULL) : g_strdup (format);

  add_link (self, type, id, label);
}

static void
add_form_link (PdRedPanel *self, const PdRecord *form)
{
  g_autofree char *date = pd_field_text (form, PD_RED_FORM_FORM_DATE);
  g_autofree char *amount = pd_field_text (form, PD_RED_FORM_GROSS_AMOUNT);
  g_autofree char *state = pd_field_text (form, PD_RED_FORM_STATE);
  /* Translators: 1: a date, 2: an amount, 3: a state */
  g_autofree char *label = g_strdup_printf (_ ("Red-letter form of %1$s: %2$s, %3$s"), date, amount, state);

  add_link (self, &pd_red_form_type, pd_record_get_id (form), label);
  add_numbered_link (self, &pd_invoice_type, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID),
                     _ ("Red-letter invoice"), pd_record_get_text (form, PD_RED_FORM_RED_NUMBER));
}

/* --- what is said */

static const char *
status_text (const PdRecord *form)
{
  const PdRedFormStatus *status = pd_red_form_status_find (pd_record_get_text (form, PD_RED_FORM_STATUS));

  if (status != NULL)
    return _ (status->label);
  return g_strcmp0 (pd_record_get_state (form), PD_RED_FORM_STATE_DRAFT) == 0
             ? _ ("The tax bureau has not been asked for it.")
             : _ ("The tax bureau has not said anything yet.");
}

static void
show_form (PdRedPanel *self)
{

  gtk_label_set_text (GTK_LABEL (self->text), status_text (self->record));
  add_numbered_link (self, &pd_invoice_type, pd_record_get_text (self->record, PD_RED_FORM_BLUE_INVOICE_ID),
                     _ ("Invoice"), pd_record_get_text (self->record, PD_RED_FORM_BLUE_NUMBER));
  add_numbered_link (self, &pd_invoice_type, pd_record_get_text (self->record, PD_RED_FORM_RED_INVOICE_ID),
                     _ ("Red-letter invoice"), pd_record_get_text (self->record, PD_RED_FORM_RED_NUMBER));
}

static void
show_red_invoice (PdRedPanel *self)
{
  gtk_label_set_text (GTK_LABEL (self->text), _ ("This is a red-letter invoice."));
  add_numbered_link (self, &pd_invoice_type, pd_record_get_text (self->record, PD_INVOICE_BLUE_INVOICE_ID),
                     _ ("Reversed invoice"), pd_record_get_text (self->record, PD_INVOICE_BLUE_NUMBER));
  add_numbered_link (self, &pd_red_form_type, pd_record_get_text (self->record, PD_INVOICE_RED_FORM_ID),
                     _ ("Red-letter form"), pd_record_get_text (self->record, PD_INVOICE_RED_FORM_NUMBER));
  add_numbered_link (self, &pd_order_type, pd_record_get_text (self->record, PD_INVOICE_ORDER_ID),
                     _ ("Order"), pd_record_get_text (self->record, PD_INVOICE_ORDER_NUMBER));
}

/* Of a blue invoice, or of an order that has one. */
static void
show_forms (PdRedPanel *self, const PdRecord *invoice, GPtrArray *forms)
{
  gint64 reversed = pd_record_get_integer (invoice, PD_INVOICE_REVERSED_AMOUNT);
  g_autofree char *reversed_text = pd_money_format (reversed);
  g_autofree char *left_text = pd_money_format (pd_reversal_amount_left (invoice, forms));
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), reversed > 0 || forms->len > 0);
  if (pd_reversal_is_complete (invoice))
    text = g_strdup_printf (_ ("All of the invoice, %s, was reversed."), reversed_text);
  else
    text = g_strdup_printf (_ ("%1$s of the invoice were reversed, %2$s can still be."), reversed_text,
                            left_text);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  for (guint i = 0; i < forms->len; i++)
    add_form_link (self, g_ptr_array_index (forms, i));
}

/* --- loading */

typedef struct
{
  GWeakRef panel;
  GCancellable *cancellable; /* (owned) */
  char *id;                  /* (owned) (nullable) the invoice's */
  char *order_id;            /* (owned) (nullable) the order's of a form */
  PdRecord *invoice;         /* (owned) (nullable) */
  PdRecord *order;           /* (owned) (nullable) */
  GPtrArray *forms;          /* (owned) (nullable) */
} Load;

static void
load_free (Load *load)
{
  g_weak_ref_clear (&load->panel);
  g_object_unref (load->cancellable);
  g_free (load->id);
  g_free (load->order_id);
  g_clear_pointer (&load->invoice, pd_record_unref);
  g_clear_pointer (&load->order, pd_record_unref);
  g_clear_pointer (&load->forms, g_ptr_array_unref);
  g_free (load);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  /* A form names its order; what that is called is the order's own. It may not be on this computer. */
  if (load->order_id != NULL)
    {
      load->order = pd_store_get_record (session, &pd_order_type, load->order_id, NULL);
      return TRUE;
    }
  load->invoice = pd_store_get_record (session, &pd_invoice_type, load->id, error);
  load->forms = load->invoice != NULL ? pd_store_list_red_forms (session, load->id, error) : NULL;
  if (load->invoice != NULL)
    pd_record_sort_lines (load->invoice);
  return load->forms != NULL;
}

/* An invoice that is not on this computer has nothing to say here. */
static void
loaded_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Load *load = pd_store_job_data (result);
  g_autoptr (PdRedPanel) self = g_weak_ref_get (&load->panel);

  if (self == NULL || load->cancellable != self->loading || !ok)
    return;
  g_clear_object (&self->loading);
  if (load->order_id != NULL)
    add_numbered_link (self, &pd_order_type, load->order_id, _ ("Order"),
                       load->order != NULL ? pd_record_get_title (load->order) : NULL);
  else
    {
      pd_layout_empty (self->links);
      show_forms (self, load->invoice, load->forms);
    }
  gtk_widget_set_visible (self->links, gtk_widget_get_first_child (self->links) != NULL);
}

/* @invoice, @order: (nullable): one of them */
static void
start_loading (PdRedPanel *self, const char *invoice, const char *order)
{
  Load *load = g_new0 (Load, 1);

  self->loading = g_cancellable_new ();
  g_weak_ref_init (&load->panel, self);
  load->cancellable = g_object_ref (self->loading);
  load->id = g_strdup (invoice);
  load->order_id = g_strdup (order);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, load_job, load, (GDestroyNotify) load_free,
                       self->loading, loaded_cb, NULL);
}

static void
stop_loading (PdRedPanel *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* The blue invoice whose reversals are told of; %NULL when there is none. */
static const char *
blue_invoice (const PdRecord *record)
{
  if (is_type (record, &pd_order_type))
    return pd_record_get_text (record, PD_ORDER_INVOICE_ID);
  return g_strcmp0 (pd_record_get_state (record), PD_INVOICE_STATE_ISSUED) == 0 ? pd_record_get_id (record)
                                                                                : NULL;
}

/**
 * pd_red_panel_show:
 * @record: whatever is shown beside it, with its lines
 *
 * Says what reversals have to do with it; is hidden when they have nothing to do with it.
 */
void
pd_red_panel_show (PdRedPanel *self, const PdRecord *record)
{
  gboolean is_form, is_red;

  g_return_if_fail (PD_IS_RED_PANEL (self));
  g_return_if_fail (record != NULL);

  stop_loading (self);
  g_clear_pointer (&self->record, pd_record_unref);
  self->record = pd_record_ref ((PdRecord *) record);
  is_form = is_type (record, &pd_red_form_type);
  is_red = is_type (record, &pd_invoice_type) && pd_record_get_flag (record, PD_INVOICE_RED);
  gtk_widget_set_visible (GTK_WIDGET (self), is_form || is_red);
  pd_layout_empty (self->links);
  show_clock (self);
  show_buttons (self);
  if (is_form)
    {
      show_form (self);
      if (pd_record_has (record, PD_RED_FORM_ORDER_ID))
        start_loading (self, NULL, pd_record_get_text (record, PD_RED_FORM_ORDER_ID));
    }
  else if (is_red)
    show_red_invoice (self);
  else if ((is_type (record, &pd_order_type) || is_type (record, &pd_invoice_type)) &&
           blue_invoice (record) != NULL)
    start_loading (self, blue_invoice (record), NULL);
  gtk_widget_set_visible (self->links, gtk_widget_get_first_child (self->links) != NULL);
}

static void
pd_red_panel_dispose (GObject *object)
{
  PdRedPanel *self = PD_RED_PANEL (object);

  stop_loading (self);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->store);
  g_clear_pointer (&self->record, pd_record_unref);

  G_OBJECT_CLASS (pd_red_panel_parent_class)->dispose (object);
}

static void
pd_red_panel_class_init (PdRedPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_red_panel_dispose;
}

static void
pd_red_panel_init (PdRedPanel *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->text = pd_layout_text (NULL, NULL);
  self->clock = pd_layout_text (NULL, "numeric");
  self->buttons = pd_wrap_box_new (6);
  self->links = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (card), self->text);
  gtk_box_append (GTK_BOX (card), self->clock);
  gtk_box_append (GTK_BOX (card), self->buttons);
  gtk_box_append (GTK_BOX (card), self->links);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "summary-card");
  gtk_box_append (GTK_BOX (self), pd_layout_text (_ ("Reversal"), "heading"));
  gtk_box_append (GTK_BOX (self), card);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/** pd_red_panel_new: Returns: (transfer floating): a panel that says nothing yet */
GtkWidget *
pd_red_panel_new (PdStore *store)
{
  PdRedPanel *self = g_object_new (PD_TYPE_RED_PANEL, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}
