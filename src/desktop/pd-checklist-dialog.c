/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-checklist-dialog.h"

#include "desktop/pd-bureau-text.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-compliance.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

struct _PdChecklistDialog
{
  AdwWindow parent_instance;

  GtkWidget *go;
  GtkWidget *headline;
  GtkWidget *quota;
  GtkWidget *list; /* a list box */
  GtkWidget *stack;

  PdRecord *order;           /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean ready;
};

enum
{
  ISSUE,
  GO_TO,
  GO_TO_SPECIAL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdChecklistDialog, pd_checklist_dialog, ADW_TYPE_WINDOW)

/* --- what the person vouches for */

static void
add_fact (GtkGrid *grid, int row, const char *name, const char *value, gboolean strong)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *text = pd_layout_text (value, "numeric");

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_yalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_hexpand (text, TRUE);
  if (strong)
    gtk_widget_add_css_class (text, "heading");
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, text, 1, row, 1, 1);
}

static GtkWidget *
create_facts (PdRecord *order)
{
  static const guint fields[] = { PD_ORDER_NUMBER,       PD_ORDER_BUYER_NAME, PD_ORDER_BUYER_TAX_NUMBER,
                                  PD_ORDER_INVOICE_KIND, PD_ORDER_TAX_AMOUNT, PD_ORDER_GROSS_AMOUNT };
  GtkWidget *grid = gtk_grid_new ();
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *text = pd_field_text (order, fields[i]);

      if (*text != '\0')
        add_fact (GTK_GRID (grid), row++, _ (pd_order_type.fields[fields[i]].label), text,
                  fields[i] == PD_ORDER_GROSS_AMOUNT);
    }
  return grid;
}

/* --- the list */

typedef struct
{
  const char *icon;
  const char *words; /* untranslated */
  const char *style;
} Face;

static const Face faces[] = {
  [PD_COMPLIANCE_STATE_OK] = { "object-select-symbolic", N_ ("In order"), "success" },
  [PD_COMPLIANCE_STATE_LOOK] = { "dialog-warning-symbolic", N_ ("Look again"), "warning" },
  [PD_COMPLIANCE_STATE_REFUSED] = { "dialog-error-symbolic", N_ ("Will be refused"), "error" },
};

static GtkWidget *
new_row (const PdComplianceEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (faces[entry->state].icon);
  g_autofree char *name =
      g_strdup_printf ("%s: %s", _ (faces[entry->state].words), pd_compliance_item_label (entry->item));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), pd_compliance_item_label (entry->item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->sentence);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, faces[entry->state].style);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  pd_set_accessible_label (row, name);
  pd_set_accessible_description (row, entry->sentence);
  if (entry->state != PD_COMPLIANCE_STATE_OK && entry->type != NULL && entry->field >= 0)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("document-edit-symbolic");

      pd_set_tooltip (arrow, _ ("Go to this field"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "line-id", g_strdup (entry->line_id), g_free);
      g_object_set_data (G_OBJECT (row), "field", GINT_TO_POINTER (entry->field + 1));
      g_object_set_data (G_OBJECT (row), "special", (gpointer) entry->special);
      g_object_set_data (G_OBJECT (row), "special-row", GUINT_TO_POINTER (entry->row));
    }
  return row;
}

static void
row_activated_cb (PdChecklistDialog *self, GtkListBoxRow *row)
{
  int field = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "field")) - 1;
  const PdSpecialField *special = g_object_get_data (G_OBJECT (row), "special");
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "special-row"));

  if (field < 0)
    return;
  if (special != NULL && number > 0)
    g_signal_emit (self, signals[GO_TO_SPECIAL], 0, number, special->key);
  else
    g_signal_emit (self, signals[GO_TO], 0, g_object_get_data (G_OBJECT (row), "line-id"), field);
  gtk_window_close (GTK_WINDOW (self));
}

static guint
append_state (PdChecklistDialog *self, GPtrArray *entries, PdComplianceState state)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const PdComplianceEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state != state)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (entry));
      n++;
    }
  return n;
}

/* What is wrong stands first. What is refused can be asked for all the same: the bureau has the last word. */
static void
show_entries (PdChecklistDialog *self, GPtrArray *entries)
{
  guint refused = append_state (self, entries, PD_COMPLIANCE_STATE_REFUSED);
  guint look = append_state (self, entries, PD_COMPLIANCE_STATE_LOOK);
  g_autofree char *text = NULL;

  append_state (self, entries, PD_COMPLIANCE_STATE_OK);
  if (refused > 0)
    text = g_strdup_printf (ngettext ("%u thing will be refused by the tax bureau",
                                      "%u things will be refused by the tax bureau", refused),
                            refused);
  else if (look > 0)
    text = g_strdup_printf (ngettext ("%u thing to look at again", "%u things to look at again", look), look);
  else
    text = g_strdup (_ ("Everything is in order"));
  gtk_label_set_text (GTK_LABEL (self->headline), text);
  gtk_button_set_label (GTK_BUTTON (self->go), refused > 0 ? _ ("Issue All the Same") : _ ("Issue Invoice"));
  if (refused == 0)
    gtk_widget_add_css_class (self->go, "suggested-action");
  gtk_widget_set_sensitive (self->go, TRUE);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  self->ready = TRUE;
}

/* --- looking */

typedef struct
{
  PdRecord *company; /* (owned) (nullable) */
  PdQuota quota;
  PdComplianceLimits limits;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->company, pd_record_unref);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  GError *local = NULL;

  look->company = pd_store_get_only (session, &pd_company_type, &local);
  if (local == NULL)
    return pd_store_get_quota (session, &look->quota, error) &&
           pd_store_get_limits (session, &look->limits, error);
  g_propagate_error (error, local);
  return FALSE;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdChecklistDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  const Look *look = pd_store_job_data (result);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *quota = NULL;
  g_autofree char *forecast = NULL;
  g_autofree char *both = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!ok)
    {
      gtk_label_set_text (GTK_LABEL (self->headline), error->message);
      return;
    }
  entries =
      pd_compliance_checklist (self->order, look->company, &look->limits,
                               look->quota.is_known ? pd_quota_left (&look->quota) : PD_COMPLIANCE_NO_QUOTA);
  quota = pd_quota_text (&look->quota);
  forecast = pd_quota_forecast_text (&look->quota);
  both = quota != NULL && forecast != NULL ? g_strdup_printf ("%s\n%s", quota, forecast) : g_strdup (quota);
  gtk_label_set_text (GTK_LABEL (self->quota), both != NULL ? both : "");
  gtk_widget_set_visible (self->quota, both != NULL);
  show_entries (self, entries);
}

/* --- the window */

static void
go_cb (PdChecklistDialog *self)
{
  g_signal_emit (self, signals[ISSUE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
pd_checklist_dialog_dispose (GObject *object)
{
  g_cancellable_cancel (PD_CHECKLIST_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (pd_checklist_dialog_parent_class)->dispose (object);
}

static void
pd_checklist_dialog_finalize (GObject *object)
{
  PdChecklistDialog *self = PD_CHECKLIST_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->order, pd_record_unref);

  G_OBJECT_CLASS (pd_checklist_dialog_parent_class)->finalize (object);
}

static void
pd_checklist_dialog_class_init (PdChecklistDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_checklist_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_checklist_dialog_finalize;

  /**
   * PdChecklistDialog::issue:
   *
   * The person has looked, and wants the invoice.
   */
  signals[ISSUE] = g_signal_new ("issue", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  /**
   * PdChecklistDialog::go-to:
   * @line_id: (nullable): the line of the field, %NULL for the order's own
   * @field: the field to put right
   */
  signals[GO_TO] = g_signal_new ("go-to", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT);
  /**
   * PdChecklistDialog::go-to-special:
   * @row: a row of special fields, from 1
   * @key: the key of the field to put right
   */
  signals[GO_TO_SPECIAL] = g_signal_new ("go-to-special", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (PdChecklistDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Not Yet"));

  self->go = gtk_button_new_with_label (_ ("Issue Invoice"));
  gtk_widget_set_sensitive (self->go, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->go, "clicked", G_CALLBACK (go_cb), self);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_ ("Issue This Invoice?"), NULL));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->go);
  return header;
}

static GtkWidget *
create_stack (PdChecklistDialog *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  pd_set_accessible_label (self->list, _ ("What the tax bureau looks at"));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), spinner, "wait");
  gtk_stack_add_named (GTK_STACK (self->stack), self->list, "list");
  return self->stack;
}

static void
fill (PdChecklistDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->headline = pd_layout_text (_ ("The invoice is being checked."), "title-4");
  self->quota = pd_layout_text (NULL, "dim-label");
  gtk_widget_add_css_class (self->quota, "numeric");
  gtk_widget_set_visible (self->quota, FALSE);
  pd_layout_set_margins (content, 18);
  gtk_box_append (GTK_BOX (content), create_facts (self->order));
  gtk_box_append (GTK_BOX (content), pd_layout_text (_ ("An electronic invoice cannot be taken back, only "
                                                        "reversed."),
                                                     "dim-label"));
  gtk_box_append (GTK_BOX (content), self->headline);
  gtk_box_append (GTK_BOX (content), create_stack (self));
  gtk_box_append (GTK_BOX (content), self->quota);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
}

static void
pd_checklist_dialog_init (PdChecklistDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_window_set_title (GTK_WINDOW (self), _ ("Issue This Invoice?"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 620);
}

/**
 * pd_checklist_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @order: an order with its lines
 *
 * Shows what the tax bureau will look at, and asks whether to issue.
 *
 * Returns: (transfer none): a dialog; show it with gtk_window_present()
 */
PdChecklistDialog *
pd_checklist_dialog_new (GtkWindow *parent, PdStore *store, PdRecord *order)
{
  PdChecklistDialog *self = g_object_new (PD_TYPE_CHECKLIST_DIALOG, "transient-for", parent, "modal",
                                          parent != NULL, "destroy-with-parent", TRUE, NULL);

  self->order = pd_record_ref (order);
  fill (self);
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, look_job, g_new0 (Look, 1), look_free, NULL, looked_cb,
                       g_object_ref (self));
  return self;
}

/** pd_checklist_dialog_get_order: Returns: (transfer none): what is asked for */
PdRecord *
pd_checklist_dialog_get_order (PdChecklistDialog *self)
{
  g_return_val_if_fail (PD_IS_CHECKLIST_DIALOG (self), NULL);

  return self->order;
}

/** pd_checklist_dialog_is_ready: Returns: whether the list is there */
gboolean
pd_checklist_dialog_is_ready (PdChecklistDialog *self)
{
  g_return_val_if_fail (PD_IS_CHECKLIST_DIALOG (self), FALSE);

  return self->ready;
}
