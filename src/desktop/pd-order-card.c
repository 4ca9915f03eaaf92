/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-card.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

/* One order on the board: what it is, for whom, what it comes to, until when, and who does it. */

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
add_line (GtkWidget *box)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), line);
  return line;
}

/* Until when; over it is said in words, too, not by the colour alone. (transfer full) (nullable) */
static char *
due_text (const PdRecord *order, const char *today, gboolean *overdue)
{
  const char *due = pd_record_get_text (order, PD_ORDER_DUE_DATE);
  const char *stage = pd_order_get_stage (order);
  gboolean over = g_str_equal (stage, PD_ORDER_STAGE_DONE) ||
                  g_str_equal (stage, PD_ORDER_STAGE_FOLLOWED_UP) ||
                  g_str_equal (stage, PD_ORDER_STAGE_CANCELLED);

  *overdue = due != NULL && !over && g_strcmp0 (due, today) < 0;
  if (due == NULL)
    return NULL;
  /* Translators: a date */
  return *overdue ? g_strdup_printf (_ ("Overdue: %s"), due) : g_strdup_printf (_ ("Due %s"), due);
}

static void
add_head (GtkWidget *box, const PdStoreRow *row)
{
  GtkWidget *line = add_line (box);
  g_autofree char *title = pd_title_text (row->record);
  const char *icon = pd_row_state_icon (row->state);
  const char *priority = pd_record_get_text (row->record, PD_ORDER_PRIORITY);

  gtk_box_append (GTK_BOX (line), new_label (title, "numeric"));
  if (g_strcmp0 (priority, "urgent") == 0 || g_strcmp0 (priority, "high") == 0)
    {
      GtkWidget *mark = new_label (_ (pd_choice_label (pd_order_priority_choices, priority)), "warning");

      gtk_widget_add_css_class (mark, "caption");
      gtk_widget_set_hexpand (mark, FALSE);
      gtk_box_append (GTK_BOX (line), mark);
    }
  if (icon != NULL)
    {
      GtkWidget *image = gtk_image_new_from_icon_name (icon);

      pd_set_tooltip (image, pd_row_state_sentence (row->state, row->pending_command));
      gtk_box_append (GTK_BOX (line), image);
    }
}

static void
add_foot (GtkWidget *box, const PdStoreRow *row, const char *due, gboolean overdue)
{
  GtkWidget *line = add_line (box);
  g_autofree char *money = pd_money_format (pd_record_get_integer (row->record, PD_ORDER_GROSS_AMOUNT));
  GtkWidget *total = new_label (money, "numeric");

  gtk_box_append (GTK_BOX (line), total);
  if (due == NULL)
    return;
  gtk_box_append (GTK_BOX (add_line (box)), new_label (due, overdue ? "error" : "dim-label"));
}

/* What a screen reader says of it. (transfer full) */
static char *
describe (const PdStoreRow *row, const char *due)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *title = pd_title_text (row->record);
  g_autofree char *money = pd_money_format (pd_record_get_integer (row->record, PD_ORDER_GROSS_AMOUNT));
  const char *const parts[] = { pd_record_get_text (row->record, PD_ORDER_BUYER_NAME), money, due,
                                pd_record_get_text (row->record, PD_ORDER_ASSIGNEE),
                                pd_row_state_sentence (row->state, row->pending_command) };

  g_string_append (text, title);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (text, " · %s", parts[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * pd_order_card_new:
 * @row: an order of a kind
 * @today: "YYYY-MM-DD"
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
pd_order_card_new (const PdStoreRow *row, const char *today)
{
  GtkWidget *card = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const char *buyer = pd_record_get_text (row->record, PD_ORDER_BUYER_NAME);
  const char *assignee = pd_record_get_text (row->record, PD_ORDER_ASSIGNEE);
  gboolean overdue;
  g_autofree char *due = due_text (row->record, today, &overdue);
  g_autofree char *description = describe (row, due);

  add_head (box, row);
  gtk_box_append (GTK_BOX (box), new_label (buyer != NULL ? buyer : "", NULL));
  add_foot (box, row, due, overdue);
  if (assignee != NULL)
    gtk_box_append (GTK_BOX (box), new_label (assignee, "dim-label"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (card), box);
  gtk_widget_add_css_class (card, "order-card");
  pd_set_accessible_label (card, description);
  g_object_set_data_full (G_OBJECT (card), "order", g_strdup (pd_record_get_id (row->record)), g_free);
  g_object_set_data (G_OBJECT (card), "stage", (gpointer) g_intern_string (pd_order_get_stage (row->record)));
  g_object_set_data (G_OBJECT (card), "kind",
                     (gpointer) g_intern_string (pd_record_get_text (row->record, PD_ORDER_KIND)));
  return card;
}

const char *
pd_order_card_get_id (GtkWidget *card)
{
  return g_object_get_data (G_OBJECT (card), "order");
}

const char *
pd_order_card_get_stage (GtkWidget *card)
{
  return g_object_get_data (G_OBJECT (card), "stage");
}

const char *
pd_order_card_get_kind (GtkWidget *card)
{
  return g_object_get_data (G_OBJECT (card), "kind");
}
