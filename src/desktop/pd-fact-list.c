/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-fact-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-fact-dialog.h"
#include "desktop/pd-fact-kind.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"

/* A row of text is read, not scrolled. */
#define SUBTITLE_LINES 6
/* Rows about a parcel stand below it, further in. */
#define INDENT 18

/* What happens to an order: its payments, parcels, returns, visits and contacts, each with the way to change it. Lists
 * without a row are not seen; all of them are begun by one button. */
struct _PdFactList
{
  GtkBox parent_instance;

  PdStore *store;  /* (owned) (nullable) */
  PdRecord *order; /* (owned) (nullable) */
  char *role;      /* (owned) (nullable) of who is signed in */
  char *said;      /* (owned) (nullable) what the rows say */
  char *offer;     /* (owned) (nullable) the actions that the menu has */

  /* Borrowed */
  GtkWidget *sections;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (PdFactList, pd_fact_list, GTK_TYPE_BOX)

static GtkWindow *
get_window (PdFactList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static gboolean
may (PdFactList *self, PdOrderList list)
{
  return self->role == NULL || !pd_permission_is_role (self->role) ||
         pd_permission_has (self->role, "patch", pd_permission_of_list (&pd_order_type, (int) list));
}

static void
open_dialog (PdFactList *self, PdOrderList list, const char *fact_id)
{
  if (fact_id != NULL && pd_record_find_line (self->order, list, fact_id) == NULL)
    return;
  gtk_window_present (
      GTK_WINDOW (pd_fact_dialog_new (get_window (self), self->store, self->order, list, fact_id)));
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdFactList *self = user_data;
  int list = pd_record_type_list (&pd_order_type, g_variant_get_string (parameter, NULL));

  if (self->order != NULL && list >= 0)
    open_dialog (self, (PdOrderList) list, NULL);
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdFactList *self = user_data;
  const char *name, *id;
  int list;

  g_variant_get (parameter, "(&s&s)", &name, &id);
  list = pd_record_type_list (&pd_order_type, name);
  if (self->order != NULL && list >= 0)
    open_dialog (self, (PdOrderList) list, id);
}

/* --- a payment is taken back by another */

static void
reversed_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdFactList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  PdSaveQuestion question;

  if (!pd_save_finish (PD_STORE (store), result, &question, &about, &error) && self->store != NULL)
    pd_tell (get_window (self), _ ("The Payment Was Not Reversed"), error->message);
}

static void
reverse_answered_cb (AdwMessageDialog *dialog, const char *response, PdFactList *self)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "payment");
  g_autofree char *today = pd_today ();
  g_autoptr (PdRecord) wanted = NULL;

  if (!g_str_equal (response, "reverse") || self->order == NULL || self->store == NULL)
    return;
  wanted = pd_record_copy (self->order);
  if (pd_order_reverse_payment (wanted, id, today, pd_now ()) == NULL)
    return;
  pd_record_derive (wanted);
  pd_save_async (self->store, self->order, wanted, PD_SAVE_NONE, reversed_cb, g_object_ref (self));
}

static void
reverse_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdFactList *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);
  const PdRecord *payment =
      self->order != NULL ? pd_record_find_line (self->order, PD_ORDER_LIST_PAYMENTS, id) : NULL;
  g_autofree char *text = NULL;
  GtkWidget *dialog;

  if (payment == NULL)
    return;
  text = pd_fact_title (self->order, PD_ORDER_LIST_PAYMENTS, payment);
  dialog = adw_message_dialog_new (get_window (self), _ ("Reverse This Payment?"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      /* Translators: what was paid, as "Payment · 100.00" */
      _ ("“%s” stays in the list, and a row of today takes it back. Nothing in the ledger is ever changed."),
      text);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Back"), "reverse",
                                    _ ("Reverse Payment"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "reverse",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "payment", g_strdup (id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (reverse_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_reversed (const PdRecord *order, const PdRecord *payment)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);

  for (guint i = 0; i < payments->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (payments, i), PD_PAYMENT_REVERSES),
                   pd_record_get_id (payment)) == 0)
      return TRUE;
  return FALSE;
}

/* --- rows */

static GtkWidget *
payment_button (PdFactList *self, const PdRecord *payment, const char *title)
{
  GtkWidget *button;

  if (pd_record_has (payment, PD_PAYMENT_REVERSES))
    return NULL;
  if (is_reversed (self->order, payment))
    {
      GtkWidget *label = gtk_label_new (_ ("Payment reversed"));

      gtk_widget_add_css_class (label, "dim-label");
      return label;
    }
  if (!may (self, PD_ORDER_LIST_PAYMENTS))
    return NULL;
  button = gtk_button_new_with_label (_ ("Reverse Payment…"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", pd_record_get_id (payment));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "facts.reverse");
  pd_set_accessible_description (button, title);
  return button;
}

static GtkWidget *
edit_button (PdFactList *self, PdOrderList list, const PdRecord *fact, const char *title)
{
  GtkWidget *button;
  g_autofree char *label = NULL;

  if (!may (self, list))
    return NULL;
  button = gtk_button_new_from_icon_name ("document-edit-symbolic");
  /* Translators: what a button with a pencil changes, as "Edit “SF Express · SF1000”" */
  label = g_strdup_printf (_ ("Edit “%s”"), title);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", pd_order_type.lists[list]->list_name,
                                    pd_record_get_id (fact));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "facts.edit");
  pd_set_tooltip (button, label);
  return button;
}

static GtkWidget *
new_row (PdFactList *self, const PdFactKind *kind, const PdRecord *fact)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = pd_fact_title (self->order, kind->list, fact);
  g_autofree char *subtitle = pd_fact_subtitle (self->order, kind->list, fact);
  GtkWidget *button = kind->list == PD_ORDER_LIST_PAYMENTS ? payment_button (self, fact, title)
                                                           : edit_button (self, kind->list, fact, title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), SUBTITLE_LINES);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  if (kind->heading == NULL)
    {
      GtkWidget *indent = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_size_request (indent, INDENT, -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), indent);
    }
  if (button != NULL)
    {
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
add_rows_of_parcel (PdFactList *self,
                    GtkWidget *rows,
                    PdOrderList list,
                    guint parcel_field,
                    const PdRecord *parcel)
{
  GPtrArray *facts = pd_record_get_list (self->order, list);

  for (guint i = 0; i < facts->len; i++)
    {
      const PdRecord *fact = g_ptr_array_index (facts, i);

      if (g_strcmp0 (pd_record_get_text (fact, parcel_field), pd_record_get_id (parcel)) == 0)
        gtk_list_box_append (GTK_LIST_BOX (rows), new_row (self, pd_fact_kind_find (list), fact));
    }
}

static void
add_section (PdFactList *self, const PdFactKind *kind)
{
  GPtrArray *facts = pd_record_get_list (self->order, kind->list);
  GtkWidget *section, *rows;

  if (kind->heading == NULL || facts->len == 0)
    return;
  rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (rows, "boxed-list");
  pd_set_accessible_label (rows, _ (kind->heading));
  for (guint i = 0; i < facts->len; i++)
    {
      const PdRecord *fact = g_ptr_array_index (facts, i);

      gtk_list_box_append (GTK_LIST_BOX (rows), new_row (self, kind, fact));
      if (kind->list != PD_ORDER_LIST_PARCELS)
        continue;
      add_rows_of_parcel (self, rows, PD_ORDER_LIST_PARCEL_ITEMS, PD_PARCEL_ITEM_PARCEL_ID, fact);
      add_rows_of_parcel (self, rows, PD_ORDER_LIST_TRACKING, PD_TRACKING_PARCEL_ID, fact);
    }
  section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (section), pd_layout_text (_ (kind->heading), "heading"));
  gtk_box_append (GTK_BOX (section), rows);
  gtk_box_append (GTK_BOX (self->sections), section);
}

static void
update_menu (PdFactList *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GString) offer = g_string_new (NULL);

  for (const PdFactKind *const *kind = pd_fact_kinds (self->order); *kind != NULL; kind++)
    {
      const PdRecordType *type = pd_order_type.lists[(*kind)->list];
      g_autofree char *label = NULL;
      g_autofree char *action = NULL;

      if (!pd_fact_kind_is_offered (*kind, self->order) || !may (self, (*kind)->list))
        continue;
      /* Translators: what is added to an order, as "Payment…" */
      label = g_strdup_printf (_ ("%s…"), _ (type->label));
      action = g_strdup_printf ("facts.add::%s", type->list_name);
      g_menu_append (menu, label, action);
      g_string_append_printf (offer, "%s\n", action);
    }
  /* A menu that is open just now closes when it gets another model. */
  if (g_strcmp0 (self->offer, offer->str) == 0)
    return;
  g_free (self->offer);
  self->offer = g_strdup (offer->str);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->add), G_MENU_MODEL (menu));
  gtk_widget_set_visible (self->add, g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

/* All that the rows say, and what can be done with them. */
static char *
describe (PdFactList *self)
{
  GString *all = g_string_new (pd_record_get_id (self->order));

  for (const PdFactKind *const *kind = pd_fact_kinds (self->order); *kind != NULL; kind++)
    {
      GPtrArray *facts = pd_record_get_list (self->order, (*kind)->list);

      g_string_append_printf (all, "\n%d", may (self, (*kind)->list));
      for (guint i = 0; i < facts->len; i++)
        {
          const PdRecord *fact = g_ptr_array_index (facts, i);
          g_autofree char *title = pd_fact_title (self->order, (*kind)->list, fact);
          g_autofree char *subtitle = pd_fact_subtitle (self->order, (*kind)->list, fact);

          g_string_append_printf (all, "\n%s\n%s\n%s", pd_record_get_id (fact), title, subtitle);
        }
    }
  return g_string_free (all, FALSE);
}

static void
update (PdFactList *self)
{
  g_autofree char *said = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->order != NULL && pd_record_has (self->order, PD_ORDER_KIND));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  update_menu (self);
  /* Rows that say the same stay, with the keyboard in them, when the platform has answered. */
  said = describe (self);
  if (g_strcmp0 (self->said, said) == 0)
    return;
  g_free (self->said);
  self->said = g_steal_pointer (&said);
  pd_layout_empty (self->sections);
  for (const PdFactKind *const *kind = pd_fact_kinds (self->order); *kind != NULL; kind++)
    add_section (self, *kind);
  gtk_widget_set_visible (self->sections, gtk_widget_get_first_child (self->sections) != NULL);
}

/* --- the widget */

static void
pd_fact_list_dispose (GObject *object)
{
  g_clear_object (&PD_FACT_LIST (object)->store);

  G_OBJECT_CLASS (pd_fact_list_parent_class)->dispose (object);
}

static void
pd_fact_list_finalize (GObject *object)
{
  PdFactList *self = PD_FACT_LIST (object);

  g_clear_pointer (&self->order, pd_record_unref);
  g_free (self->role);
  g_free (self->said);
  g_free (self->offer);

  G_OBJECT_CLASS (pd_fact_list_parent_class)->finalize (object);
}

static void
pd_fact_list_class_init (PdFactListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_fact_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_fact_list_finalize;
}

static const GActionEntry entries[] = {
  { "add", add_cb, "s" },
  { "edit", edit_cb, "(ss)" },
  { "reverse", reverse_cb, "s" },
};

static void
pd_fact_list_init (PdFactList *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "facts", G_ACTION_GROUP (actions));
  self->sections = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->add = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->add), _ ("Add…"));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->add), TRUE);
  gtk_widget_set_halign (self->add, GTK_ALIGN_START);
  pd_set_accessible_label (self->add, _ ("Add…"));
  gtk_box_append (GTK_BOX (self), self->sections);
  gtk_box_append (GTK_BOX (self), self->add);
}

/**
 * pd_fact_list_new:
 * @store: the cache
 *
 * Returns: (transfer floating): lists that show nothing yet
 */
GtkWidget *
pd_fact_list_new (PdStore *store)
{
  PdFactList *self = g_object_new (PD_TYPE_FACT_LIST, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

/**
 * pd_fact_list_show:
 * @self: the lists
 * @order: (nullable): whose; an order that is only invoiced has none of them, and the widget hides
 */
void
pd_fact_list_show (PdFactList *self, PdRecord *order)
{
  g_return_if_fail (PD_IS_FACT_LIST (self));

  if (order != NULL)
    pd_record_ref (order);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order;
  update (self);
}

/** pd_fact_list_set_role: @role: (nullable): of who is signed in; what the platform would refuse is not offered */
void
pd_fact_list_set_role (PdFactList *self, const char *role)
{
  g_return_if_fail (PD_IS_FACT_LIST (self));

  if (g_strcmp0 (self->role, role) == 0)
    return;
  g_free (self->role);
  self->role = g_strdup (role);
  update (self);
}
