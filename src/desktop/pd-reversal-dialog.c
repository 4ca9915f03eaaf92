/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-reversal-dialog.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-reversal-line-row.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "store/pd-store-reversals.h"

#define WIDTH 720
#define HEIGHT 620

struct _PdReversalDialog
{
  AdwWindow parent_instance;

  PdStore *store;    /* (owned) */
  PdRecord *invoice; /* (owned) (nullable) until it is read */
  GPtrArray *forms;  /* (owned) (nullable) */
  PdRecord *form;    /* (owned) (nullable) what is asked for */
  GPtrArray *rows;   /* (owned) of PdReversalLineRow, borrowed */

  /* Borrowed */
  GtkWidget *go;
  GtkWidget *stack; /* "loading", "lines", "trouble" */
  GtkWidget *trouble;
  GtkWidget *facts;
  GtkWidget *reason;
  GtkWidget *whole;
  GtkWidget *lines; /* a list box */
  GtkWidget *problem;
  GtkWidget *total;
  GtkWidget *tax;
};

enum
{
  ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdReversalDialog, pd_reversal_dialog, ADW_TYPE_WINDOW)

/* The most frequent first; a mistake is of the whole invoice alone. */
static const char *const reasons[] = { PD_RED_FORM_REASON_RETURN, PD_RED_FORM_REASON_MISTAKE,
                                       PD_RED_FORM_REASON_ALLOWANCE, PD_RED_FORM_REASON_STOPPED };

static const char *
get_reason (PdReversalDialog *self)
{
  return reasons[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->reason))];
}

/* --- what is asked for */

static PdRecord *
make_form (PdReversalDialog *self, GError **error)
{
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (PdReversalChoice));
  g_autofree char *id = pd_id_new (pd_now ());
  g_autofree char *today = pd_today ();

  if (!gtk_switch_get_active (GTK_SWITCH (self->whole)))
    {
      for (guint i = 0; i < self->rows->len; i++)
        {
          PdReversalLineRow *row = g_ptr_array_index (self->rows, i);
          PdReversalChoice choice;

          if (!pd_reversal_line_row_is_chosen (row))
            continue;
          /* Its row says what is wrong. */
          if (!pd_reversal_line_row_get_choice (row, &choice))
            {
              g_set_error_literal (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_AMOUNT,
                                   _ ("Correct the line that is marked."));
              return NULL;
            }
          g_array_append_val (choices, choice);
        }
      if (choices->len == 0)
        {
          g_set_error_literal (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_NOTHING,
                               _ ("Choose the lines that are to be reversed."));
          return NULL;
        }
    }
  return pd_reversal_new_form (self->invoice, self->forms, get_reason (self),
                               (const PdReversalChoice *) (gpointer) choices->data, choices->len, id, today,
                               error);
}

static void
update (PdReversalDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *total = NULL, *tax = NULL, *tax_text = NULL;
  gint64 net_sum = 0, tax_sum = 0;
  gboolean waits;

  if (self->invoice == NULL)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    {
      net_sum += pd_reversal_line_row_get_net (g_ptr_array_index (self->rows, i));
      tax_sum += pd_reversal_line_row_get_tax (g_ptr_array_index (self->rows, i));
    }
  g_clear_pointer (&self->form, pd_record_unref);
  self->form = make_form (self, &error);
  waits = g_error_matches (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_NOTHING);
  total = pd_money_format (-(net_sum + tax_sum));
  tax = pd_money_format (-tax_sum);
  tax_text = g_strdup_printf (_ ("of it tax %s"), tax);
  gtk_label_set_text (GTK_LABEL (self->total), total);
  gtk_label_set_text (GTK_LABEL (self->tax), tax_text);
  gtk_label_set_text (GTK_LABEL (self->problem), error != NULL ? error->message : "");
  gtk_widget_set_visible (self->problem, error != NULL);
  /* Who has only opened it has made no mistake. */
  gtk_widget_remove_css_class (self->problem, waits ? "error" : "dim-label");
  gtk_widget_add_css_class (self->problem, waits ? "dim-label" : "error");
  gtk_widget_set_sensitive (self->go, self->form != NULL);
}

static void
whole_cb (GtkSwitch *whole, GParamSpec *pspec, PdReversalDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    pd_reversal_line_row_set_whole (g_ptr_array_index (self->rows, i), gtk_switch_get_active (whole));
  update (self);
}

static void
reason_cb (GtkDropDown *reason, GParamSpec *pspec, PdReversalDialog *self)
{
  gboolean is_mistake = g_str_equal (get_reason (self), PD_RED_FORM_REASON_MISTAKE);

  if (is_mistake)
    gtk_switch_set_active (GTK_SWITCH (self->whole), TRUE);
  gtk_widget_set_sensitive (self->whole, !is_mistake);
  update (self);
}

/* --- what can be reversed */

static void
show_trouble (PdReversalDialog *self, const char *sentence)
{
  adw_status_page_set_description (ADW_STATUS_PAGE (self->trouble), sentence);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "trouble");
  gtk_widget_set_visible (self->go, FALSE);
}

static void
show_facts (PdReversalDialog *self)
{
  g_autofree char *gross = pd_money_format (pd_record_get_integer (self->invoice, PD_INVOICE_GROSS_AMOUNT));
  g_autofree char *left = pd_money_format (pd_reversal_amount_left (self->invoice, self->forms));
  g_autofree char *text = NULL;
  const char *buyer = pd_record_get_text (self->invoice, PD_INVOICE_BUYER_NAME);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->facts),
                                 pd_record_get_text (self->invoice, PD_INVOICE_NUMBER));
  /* Translators: 1: a buyer's name, 2: the invoice's total, 3: what of it can still be reversed */
  text = g_strdup_printf (_ ("%1$s\n%2$s with tax; %3$s can still be reversed."), buyer != NULL ? buyer : "",
                          gross, left);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->facts), text);
}

static void
show_lines (PdReversalDialog *self)
{
  g_autoptr (GPtrArray) left = pd_reversal_list_left (self->invoice, self->forms);

  for (guint i = 0; i < left->len; i++)
    {
      const PdReversible *reversible = g_ptr_array_index (left, i);
      GtkWidget *row =
          pd_reversal_line_row_new (reversible, pd_record_get_text (reversible->line, PD_INVOICE_LINE_UNIT));

      g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
      g_ptr_array_add (self->rows, row);
      gtk_list_box_append (GTK_LIST_BOX (self->lines), row);
      pd_reversal_line_row_set_whole (PD_REVERSAL_LINE_ROW (row),
                                      gtk_switch_get_active (GTK_SWITCH (self->whole)));
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "lines");
  update (self);
  gtk_widget_grab_focus (self->reason);
}

typedef struct
{
  GWeakRef dialog;
  char *id;          /* (owned) */
  PdRecord *invoice; /* (owned) (nullable) */
  GPtrArray *forms;  /* (owned) (nullable) */
} Load;

static void
load_free (Load *load)
{
  g_weak_ref_clear (&load->dialog);
  g_free (load->id);
  g_clear_pointer (&load->invoice, pd_record_unref);
  g_clear_pointer (&load->forms, g_ptr_array_unref);
  g_free (load);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  load->invoice = pd_store_get_record (session, &pd_invoice_type, load->id, error);
  if (load->invoice == NULL)
    return FALSE;
  pd_record_sort_lines (load->invoice);
  load->forms = pd_store_list_red_forms (session, load->id, error);
  return load->forms != NULL;
}

static void
loaded_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Load *load = pd_store_job_data (result);
  g_autoptr (PdReversalDialog) self = g_weak_ref_get (&load->dialog);

  if (self == NULL || self->store == NULL)
    return;
  if (!ok || !pd_reversal_check_invoice (load->invoice, &error))
    {
      show_trouble (self, error->message);
      return;
    }
  self->invoice = g_steal_pointer (&load->invoice);
  self->forms = g_steal_pointer (&load->forms);
  if (pd_reversal_amount_left (self->invoice, self->forms) <= 0)
    {
      show_trouble (self, _ ("All of this invoice was reversed, or is being reversed."));
      return;
    }
  show_facts (self);
  show_lines (self);
}

/* --- asking for it */

typedef struct
{
  GWeakRef dialog;
  PdRecord *form; /* (owned) */
} Save;

static void
save_free (Save *save)
{
  g_weak_ref_clear (&save->dialog);
  pd_record_unref (save->form);
  g_free (save);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_add_reversal (session, ((Save *) data)->form, pd_now (), error);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Save *save = pd_store_job_data (result);
  g_autoptr (PdReversalDialog) self = g_weak_ref_get (&save->dialog);

  if (self == NULL || self->store == NULL)
    return;
  if (!ok)
    {
      gtk_label_set_text (GTK_LABEL (self->problem), error->message);
      gtk_widget_set_visible (self->problem, TRUE);
      gtk_widget_set_sensitive (self->go, TRUE);
      return;
    }
  g_signal_emit (self, signals[ASKED], 0, pd_record_get_id (save->form));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
go_cb (GtkButton *button, PdReversalDialog *self)
{
  Save *save;

  if (self->form == NULL)
    return;
  gtk_widget_set_sensitive (self->go, FALSE);
  save = g_new0 (Save, 1);
  g_weak_ref_init (&save->dialog, self);
  save->form = pd_record_ref (self->form);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_job, save, (GDestroyNotify) save_free, NULL,
                        saved_cb, NULL);
}

/* --- the window */

static void
pd_reversal_dialog_dispose (GObject *object)
{
  PdReversalDialog *self = PD_REVERSAL_DIALOG (object);

  /* The rows tell of their end. */
  g_clear_pointer (&self->invoice, pd_record_unref);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_reversal_dialog_parent_class)->dispose (object);
}

static void
pd_reversal_dialog_finalize (GObject *object)
{
  PdReversalDialog *self = PD_REVERSAL_DIALOG (object);

  g_clear_pointer (&self->forms, g_ptr_array_unref);
  g_clear_pointer (&self->form, pd_record_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (pd_reversal_dialog_parent_class)->finalize (object);
}

static void
pd_reversal_dialog_class_init (PdReversalDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_reversal_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_reversal_dialog_finalize;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);

  /**
   * PdReversalDialog::asked:
   * @form_id: the form's id
   *
   * A reversal was asked for.
   */
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
new_group (GtkWidget **list)
{
  *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (*list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (*list, "boxed-list");
  return *list;
}

static GtkWidget *
new_reason_row (PdReversalDialog *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkStringList *labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    gtk_string_list_append (labels, _ (pd_choice_label (pd_red_form_reason_choices, reasons[i])));
  self->reason = pd_drop_down_new (G_LIST_MODEL (labels));
  gtk_widget_set_valign (self->reason, GTK_ALIGN_CENTER);
  pd_set_accessible_label (self->reason, _ ("Reason for the reversal"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Reason for the reversal"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->reason);
  g_signal_connect (self->reason, "notify::selected", G_CALLBACK (reason_cb), self);
  return row;
}

static GtkWidget *
new_whole_row (PdReversalDialog *self)
{
  GtkWidget *row = adw_action_row_new ();

  self->whole = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (self->whole), TRUE);
  gtk_widget_set_valign (self->whole, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("All that is left"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("Switch it off to choose lines, quantities or amounts."));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->whole);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->whole);
  g_signal_connect (self->whole, "notify::active", G_CALLBACK (whole_cb), self);
  return row;
}

static GtkWidget *
new_content (PdReversalDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list;

  self->facts = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->facts), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->facts), 0);
  gtk_widget_add_css_class (self->facts, "numeric");
  gtk_box_append (GTK_BOX (box), new_group (&list));
  gtk_list_box_append (GTK_LIST_BOX (list), self->facts);
  gtk_list_box_append (GTK_LIST_BOX (list), new_reason_row (self));
  gtk_list_box_append (GTK_LIST_BOX (list), new_whole_row (self));
  gtk_box_append (GTK_BOX (box), new_group (&self->lines));
  gtk_box_append (
      GTK_BOX (box),
      pd_layout_text (_ ("If the buyer has used or booked the invoice, the buyer has 72 hours to confirm. "
                         "Otherwise the red-letter invoice is issued at once, and cannot be taken back."),
                      "dim-label"));
  pd_layout_set_margins (box, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

/* What it comes to stands below all, in red. */
static GtkWidget *
new_bottom (PdReversalDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *sums = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->problem = pd_layout_text (NULL, "error");
  self->total = gtk_label_new (NULL);
  self->tax = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->total, "title-3");
  gtk_widget_add_css_class (self->total, "numeric");
  gtk_widget_add_css_class (self->total, "error");
  gtk_widget_add_css_class (self->tax, "numeric");
  gtk_widget_add_css_class (self->tax, "dim-label");
  gtk_box_append (GTK_BOX (sums), gtk_label_new (_ ("Red-letter invoice of")));
  gtk_box_append (GTK_BOX (sums), self->total);
  gtk_box_append (GTK_BOX (sums), self->tax);
  gtk_widget_set_halign (sums, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), sums);
  gtk_widget_add_css_class (box, "editor-bottom");
  return box;
}

static GtkWidget *
new_header (PdReversalDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  self->go = gtk_button_new_with_label (_ ("Reverse"));
  gtk_widget_add_css_class (self->go, "destructive-action");
  gtk_widget_set_sensitive (self->go, FALSE);
  g_signal_connect (self->go, "clicked", G_CALLBACK (go_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->go);
  return header;
}

static void
pd_reversal_dialog_init (PdReversalDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spinner = gtk_spinner_new ();

  self->rows = g_ptr_array_new ();
  gtk_box_append (GTK_BOX (box), new_header (self));
  self->stack = gtk_stack_new ();
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_stack_add_named (GTK_STACK (self->stack), spinner, "loading");
  gtk_box_append (GTK_BOX (lines), new_content (self));
  gtk_box_append (GTK_BOX (lines), new_bottom (self));
  gtk_stack_add_named (GTK_STACK (self->stack), lines, "lines");
  self->trouble = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->trouble), "dialog-information-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->trouble), _ ("Nothing to Reverse"));
  gtk_stack_add_named (GTK_STACK (self->stack), self->trouble, "trouble");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Reverse Invoice"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
}

/**
 * pd_reversal_dialog_new:
 * @parent: the window in front of which it is asked
 * @store: the cache
 * @invoice_id: the blue invoice's id
 *
 * Returns: (transfer floating): a dialog in which a person says what of the invoice is reversed, and asks for it
 */
PdReversalDialog *
pd_reversal_dialog_new (GtkWindow *parent, PdStore *store, const char *invoice_id)
{
  PdReversalDialog *self = g_object_new (PD_TYPE_REVERSAL_DIALOG, "transient-for", parent, NULL);
  Load *load = g_new0 (Load, 1);

  self->store = g_object_ref (store);
  g_weak_ref_init (&load->dialog, self);
  load->id = g_strdup (invoice_id);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, load_job, load, (GDestroyNotify) load_free, NULL,
                       loaded_cb, NULL);
  return self;
}

/**
 * pd_reversal_dialog_new_for_return:
 * @parent: the window in front of which it is asked
 * @store: the cache
 * @invoice_id: the id of an order's blue invoice
 *
 * As pd_reversal_dialog_new(), for goods that came back or a price that was reduced: lines are to be chosen.
 *
 * Returns: (transfer floating): a dialog
 */
PdReversalDialog *
pd_reversal_dialog_new_for_return (GtkWindow *parent, PdStore *store, const char *invoice_id)
{
  PdReversalDialog *self = pd_reversal_dialog_new (parent, store, invoice_id);

  gtk_window_set_title (GTK_WINDOW (self), _ ("Return or Refund"));
  gtk_switch_set_active (GTK_SWITCH (self->whole), FALSE);
  return self;
}
