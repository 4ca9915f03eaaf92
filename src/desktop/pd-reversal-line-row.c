/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-reversal-line-row.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"

/* A line of the invoice: whether it is reversed, how much of it by quantity or by amount, and what that comes to. */
struct _PdReversalLineRow
{
  AdwActionRow parent_instance;

  PdReversible *left; /* (owned) */
  char *about;        /* (owned) what is left, in words */

  /* Borrowed */
  GtkWidget *check;
  GtkWidget *entry;
  GtkWidget *by; /* (nullable) a drop-down: quantity, amount */
  GtkWidget *result;

  gboolean whole;
  gboolean is_good;
  gint64 net; /* fen, positive */
  gint64 tax;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdReversalLineRow, pd_reversal_line_row, ADW_TYPE_ACTION_ROW)

static gboolean
is_by_quantity (PdReversalLineRow *self)
{
  return self->by != NULL && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by)) == 0;
}

static void
set_problem (PdReversalLineRow *self, const char *problem)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), problem != NULL ? problem : self->about);
  if (problem != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/**
 * pd_reversal_line_row_get_choice:
 * @choice: (out caller-allocates): what is to be reversed; its text is the row's, until it changes
 *
 * Returns: whether what was entered can be reversed
 */
gboolean
pd_reversal_line_row_get_choice (PdReversalLineRow *self, PdReversalChoice *choice)
{
  g_return_val_if_fail (PD_IS_REVERSAL_LINE_ROW (self), FALSE);

  *choice = (PdReversalChoice){ .blue_line = self->left->blue_line };
  if (self->whole)
    return TRUE;
  if (is_by_quantity (self))
    choice->quantity = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  else if (!pd_money_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &choice->gross, NULL))
    return FALSE;
  return self->is_good;
}

static void
show_result (PdReversalLineRow *self)
{
  g_autofree char *text = pd_money_format (-(self->net + self->tax));

  gtk_label_set_text (GTK_LABEL (self->result), self->net > 0 ? text : "–");
  if (self->net > 0)
    gtk_widget_add_css_class (self->result, "error");
  else
    gtk_widget_remove_css_class (self->result, "error");
}

static gboolean
split (PdReversalLineRow *self, GError **error)
{
  PdReversalChoice choice = { .blue_line = self->left->blue_line };
  g_autofree char *quantity = NULL;

  if (!self->whole && is_by_quantity (self))
    choice.quantity = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  else if (!self->whole &&
           !pd_money_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &choice.gross, error))
    return FALSE;
  else if (!self->whole && choice.gross <= 0)
    choice.gross = -1;
  return pd_reversal_split (self->left, &choice, &quantity, &self->net, &self->tax, error);
}

static void
update (PdReversalLineRow *self)
{
  g_autoptr (GError) error = NULL;
  gboolean chosen = pd_reversal_line_row_is_chosen (self);

  self->net = self->tax = 0;
  self->is_good = !chosen || split (self, &error);
  gtk_widget_set_visible (self->entry, chosen && !self->whole);
  if (self->by != NULL)
    gtk_widget_set_visible (self->by, chosen && !self->whole);
  set_problem (self, error != NULL ? error->message : NULL);
  show_result (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What can be entered begins with all that is left. */
static void
fill (PdReversalLineRow *self)
{
  g_autofree char *money = pd_money_to_text (self->left->net_left + self->left->tax_left);

  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         is_by_quantity (self) ? self->left->quantity_left : money);
  pd_set_accessible_label (self->entry, is_by_quantity (self) ? _ ("Quantity to reverse")
                                                              : _ ("Amount with tax to reverse"));
}

static void
by_changed_cb (GtkDropDown *by, GParamSpec *pspec, PdReversalLineRow *self)
{
  fill (self);
  update (self);
}

/** pd_reversal_line_row_is_chosen: Returns: whether any of the line is to be reversed */
gboolean
pd_reversal_line_row_is_chosen (PdReversalLineRow *self)
{
  g_return_val_if_fail (PD_IS_REVERSAL_LINE_ROW (self), FALSE);

  return self->left->net_left > 0 &&
         (self->whole || gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
}

/** pd_reversal_line_row_set_whole: @whole: all that is left of the line, whatever was entered */
void
pd_reversal_line_row_set_whole (PdReversalLineRow *self, gboolean whole)
{
  g_return_if_fail (PD_IS_REVERSAL_LINE_ROW (self));

  self->whole = whole;
  gtk_widget_set_visible (self->check, !whole);
  gtk_widget_set_sensitive (self->check, self->left->net_left > 0);
  update (self);
}

/** pd_reversal_line_row_get_net: Returns: fen without tax, positive; 0 for what is not chosen, or cannot be */
gint64
pd_reversal_line_row_get_net (PdReversalLineRow *self)
{
  g_return_val_if_fail (PD_IS_REVERSAL_LINE_ROW (self), 0);

  return self->net;
}

gint64
pd_reversal_line_row_get_tax (PdReversalLineRow *self)
{
  g_return_val_if_fail (PD_IS_REVERSAL_LINE_ROW (self), 0);

  return self->tax;
}

static void
pd_reversal_line_row_finalize (GObject *object)
{
  PdReversalLineRow *self = PD_REVERSAL_LINE_ROW (object);

  g_clear_pointer (&self->left, pd_reversible_free);
  g_free (self->about);

  G_OBJECT_CLASS (pd_reversal_line_row_parent_class)->finalize (object);
}

static void
pd_reversal_line_row_class_init (PdReversalLineRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_reversal_line_row_finalize;

  /**
   * PdReversalLineRow::changed:
   *
   * Something else is to be reversed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
pd_reversal_line_row_init (PdReversalLineRow *self)
{
}

static PdReversible *
copy_left (const PdReversible *left)
{
  PdReversible *copy = g_new (PdReversible, 1);

  *copy = *left;
  copy->line = pd_record_ref (left->line);
  copy->quantity_left = g_strdup (left->quantity_left);
  return copy;
}

static char *
describe_left (const PdReversible *left, const char *unit)
{
  g_autofree char *money = pd_money_format (left->net_left + left->tax_left);

  if (left->net_left <= 0)
    return g_strdup (_ ("Nothing of it is left."));
  if (left->quantity_left == NULL)
    return g_strdup_printf (_ ("%s with tax can be reversed."), money);
  /* Translators: 1: a quantity, 2: its unit, perhaps nothing, 3: an amount */
  return g_strdup_printf (_ ("%1$s %2$s, %3$s with tax, can be reversed."), left->quantity_left,
                          unit != NULL ? unit : "", money);
}

static GtkWidget *
new_by (void)
{
  GtkStringList *labels = gtk_string_list_new (NULL);

  gtk_string_list_append (labels, _ ("by quantity"));
  gtk_string_list_append (labels, _ ("by amount"));
  return pd_drop_down_new (G_LIST_MODEL (labels));
}

/**
 * pd_reversal_line_row_new:
 * @left: a line of an invoice, and what of it may be reversed
 * @unit: (nullable): what its quantity counts
 *
 * Returns: (transfer floating): a row in which a person says how much of the line is reversed
 */
GtkWidget *
pd_reversal_line_row_new (const PdReversible *left, const char *unit)
{
  PdReversalLineRow *self = g_object_new (PD_TYPE_REVERSAL_LINE_ROW, NULL);
  const char *name = pd_record_get_text (left->line, PD_INVOICE_LINE_NAME);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->left = copy_left (left);
  self->about = describe_left (left, unit);
  self->check = gtk_check_button_new ();
  pd_set_accessible_label (self->check, name);
  self->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 9);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), 1.0f);
  gtk_widget_add_css_class (self->entry, "numeric");
  self->result = gtk_label_new ("–");
  gtk_widget_add_css_class (self->result, "numeric");
  gtk_label_set_width_chars (GTK_LABEL (self->result), 11);
  gtk_label_set_xalign (GTK_LABEL (self->result), 1.0f);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->check);
  if (left->quantity_left != NULL)
    {
      self->by = new_by ();
      gtk_box_append (GTK_BOX (box), self->by);
    }
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->result);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
  fill (self);
  if (self->by != NULL)
    {
      pd_set_accessible_label (self->by, _ ("How the part is given"));
      g_signal_connect (self->by, "notify::selected", G_CALLBACK (by_changed_cb), self);
    }
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (update), self);
  pd_reversal_line_row_set_whole (self, TRUE);
  return GTK_WIDGET (self);
}
