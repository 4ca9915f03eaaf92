/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-stock-panel.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-row-list.h"
#include "desktop/pd-stock-dialog.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-party.h"
#include "model/pd-permission.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

enum
{
  ON_HAND,
  RESERVED,
  AVAILABLE,
  N_NUMBERS
};

/* What there is of a good, what became of it, and what a person can write down about it. Not seen where the good is not
 * kept in stock. */
struct _PdStockPanel
{
  GtkBox parent_instance;

  PdStore *store; /* (owned) (nullable) */
  PdLook *look;   /* (owned) (nullable) */
  PdRecord *good; /* (owned) (nullable) */
  gboolean may_write;

  /* Borrowed */
  GtkWidget *numbers[N_NUMBERS];
  GtkWidget *shortage;
  GtkWidget *expected;
  GtkWidget *buttons;
  PdRowList *moves;
};

G_DEFINE_FINAL_TYPE (PdStockPanel, pd_stock_panel, GTK_TYPE_BOX)

/* --- movements */

static void
add_part (GPtrArray *parts, char *text)
{
  if (text != NULL && *text != '\0')
    g_ptr_array_add (parts, text);
  else
    g_free (text);
}

static void
describe (const PdStoreRow *row, PdRowText *text)
{
  const PdRecord *move = row->record;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  text->title = pd_stock_move_text (move);
  add_part (parts, pd_field_text (move, PD_STOCK_MOVE_HAPPENED_AT));
  add_part (parts, pd_field_text (move, PD_STOCK_MOVE_CREATED_BY));
  if (pd_record_has (move, PD_STOCK_MOVE_ORDER_NUMBER))
    add_part (parts, pd_record_name_text (pd_record_type_find ("order"),
                                          pd_record_get_text (move, PD_STOCK_MOVE_ORDER_NUMBER)));
  add_part (parts, pd_field_text (move, PD_STOCK_MOVE_REASON));
  add_part (parts, pd_field_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS));
  if (row->state != PD_ROW_CLEAN)
    add_part (parts, pd_state_text (move, row->state, row->pending_command));
  g_ptr_array_add (parts, NULL);
  text->subtitle = g_strjoinv (" · ", (char **) parts->pdata);
}

/* What reverses a movement is newer than it: where this one is shown, the other one is. */
static gboolean
is_reversed (const PdRecord *move, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (rows, i);

      if (row != NULL &&
          g_strcmp0 (pd_record_get_text (row->record, PD_STOCK_MOVE_REVERSES), pd_record_get_id (move)) == 0)
        return TRUE;
    }
  return FALSE;
}

static PdRowActState
reversal_state (gpointer owner, const PdStoreRow *row, GPtrArray *rows)
{
  PdStockPanel *self = owner;

  if (is_reversed (row->record, rows))
    return PD_ROW_ACT_DONE;
  return self->may_write && row->state != PD_ROW_CONFLICT && row->state != PD_ROW_REJECTED &&
                 pd_stock_reversal_obstacle (row->record) == NULL
             ? PD_ROW_ACT_OFFERED
             : PD_ROW_ACT_NONE;
}

static void
reverse (gpointer owner, const PdRecord *move)
{
  PdStockPanel *self = owner;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->good != NULL)
    gtk_window_present (
        GTK_WINDOW (pd_stock_dialog_new_reversal (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                  self->store, self->good, move)));
}

static const PdRowAct reversal = { .label = N_ ("Reverse Movement…"),
                                   .done = N_ ("Movement reversed"),
                                   .get_state = reversal_state,
                                   .run = reverse };

/* --- sums */

/** Look: one reading of the sums. */
typedef struct
{
  char *good_id; /* (owned) */
  PdStockLevel level;
  gint64 expected_at;
  guint every_days;
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_free (look->good_id);
  pd_stock_level_clear (&look->level);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdStockPanel *self = owner;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  ((Look *) data)->good_id = g_strdup (pd_record_get_id (self->good));
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return pd_store_stock_level (session, look->good_id, &look->level, error) &&
         pd_store_stock_next_receipt (session, look->good_id, pd_now (), &look->expected_at,
                                      &look->every_days, error);
}

/* With the good's unit: it is a number of boxes. */
static char *
with_unit (PdStockPanel *self, PdDecimal *number)
{
  const char *unit = pd_record_get_text (self->good, PD_GOOD_UNIT);
  g_autoptr (PdDecimal) owned = number;
  g_autofree char *text = pd_decimal_to_text (owned, PD_DECIMAL_MAX_PLACES);

  return unit != NULL ? g_strdup_printf ("%s %s", text, unit) : g_steal_pointer (&text);
}

static void
show_number (PdStockPanel *self, guint number, PdDecimal *value)
{
  gboolean short_of = pd_decimal_sign (value) < 0;
  g_autofree char *text = with_unit (self, value);

  gtk_label_set_text (GTK_LABEL (self->numbers[number]), text);
  if (short_of)
    gtk_widget_add_css_class (self->numbers[number], "error");
  else
    gtk_widget_remove_css_class (self->numbers[number], "error");
}

static void
show_level (PdStockPanel *self, const Look *look)
{
  g_autoptr (PdDecimal) missing = pd_stock_level_missing (&look->level, self->good);
  g_autofree char *minimum = pd_field_text (self->good, PD_GOOD_MINIMUM_STOCK);
  g_autofree char *to_order = missing != NULL ? pd_decimal_to_text (missing, PD_DECIMAL_MAX_PLACES) : NULL;
  g_autofree char *when = pd_stock_expectation_text (look->expected_at, look->every_days);
  g_autofree char *sentence = NULL;

  show_number (self, ON_HAND, pd_stock_level_on_hand (&look->level));
  show_number (self, RESERVED, pd_stock_level_reserved (&look->level));
  show_number (self, AVAILABLE, pd_stock_level_available (&look->level));
  if (to_order != NULL && *minimum != '\0')
    sentence = g_strdup_printf (_ ("There should always be %1$s: order %2$s."), minimum, to_order);
  else if (to_order != NULL)
    sentence = g_strdup_printf (_ ("More was promised than there is: order %s."), to_order);
  pd_layout_say (self->shortage, sentence);
  g_clear_pointer (&sentence, g_free);
  if (look->expected_at > 0)
    /* Translators: "more is likely on 2026-12-01: it comes every 7 days" */
    sentence = g_strdup_printf (_ ("On its way: %s."), when);
  pd_layout_say (self->expected, sentence);
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdStockPanel *self = owner;

  if (self->good != NULL && error == NULL)
    show_level (self, data);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 200,
                                      .priority = PD_STORE_PRIORITY_EDIT };

/* --- the widget */

static void
clicked_cb (GtkWidget *button, PdStockPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *kind = g_object_get_data (G_OBJECT (button), "kind");

  if (self->good != NULL)
    gtk_window_present (GTK_WINDOW (pd_stock_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                         self->store, self->good, kind)));
}

static void
pd_stock_panel_dispose (GObject *object)
{
  PdStockPanel *self = PD_STOCK_PANEL (object);

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_stock_panel_parent_class)->dispose (object);
}

static void
pd_stock_panel_finalize (GObject *object)
{
  g_clear_pointer (&PD_STOCK_PANEL (object)->good, pd_record_unref);

  G_OBJECT_CLASS (pd_stock_panel_parent_class)->finalize (object);
}

static void
pd_stock_panel_class_init (PdStockPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_stock_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_stock_panel_finalize;
}

static GtkWidget *
create_numbers (PdStockPanel *self)
{
  static const char *const names[N_NUMBERS] = { N_ ("In stock"), N_ ("Reserved"), N_ ("Available") };
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  for (guint i = 0; i < N_NUMBERS; i++)
    {
      GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
      GtkWidget *name = pd_layout_text (_ (names[i]), "dim-label");

      self->numbers[i] = pd_layout_text ("–", "title-3");
      gtk_widget_add_css_class (self->numbers[i], "numeric");
      gtk_widget_add_css_class (name, "caption");
      gtk_accessible_update_relation (GTK_ACCESSIBLE (self->numbers[i]), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      name, NULL, -1);
      gtk_box_append (GTK_BOX (column), self->numbers[i]);
      gtk_box_append (GTK_BOX (column), name);
      gtk_box_append (GTK_BOX (box), column);
    }
  self->shortage = pd_layout_text (NULL, "warning");
  self->expected = pd_layout_text (NULL, "dim-label");
  gtk_widget_set_visible (self->shortage, FALSE);
  gtk_widget_set_visible (self->expected, FALSE);
  gtk_box_append (GTK_BOX (card), box);
  gtk_box_append (GTK_BOX (card), self->shortage);
  gtk_box_append (GTK_BOX (card), self->expected);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "summary-card");
  return card;
}

static GtkWidget *
create_buttons (PdStockPanel *self)
{
  static const char *const kinds[] = { PD_STOCK_KIND_RECEIPT, PD_STOCK_KIND_COUNT, PD_STOCK_KIND_RETURN };
  GtkWidget *box = pd_wrap_box_new (9);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (pd_stock_dialog_label (kinds[i]));

      g_object_set_data (G_OBJECT (button), "kind", (gpointer) kinds[i]);
      g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, 0);
      pd_wrap_box_append (PD_WRAP_BOX (box), button);
    }
  return box;
}

static void
pd_stock_panel_init (PdStockPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->may_write = TRUE;
  self->buttons = create_buttons (self);
  gtk_box_append (GTK_BOX (self), pd_layout_text (_ ("Stock"), "heading"));
  gtk_box_append (GTK_BOX (self), create_numbers (self));
  gtk_box_append (GTK_BOX (self), self->buttons);
}

/** pd_stock_panel_new: @store: the cache. Returns: (transfer floating): a panel that shows nothing yet */
GtkWidget *
pd_stock_panel_new (PdStore *store)
{
  PdStockPanel *self = g_object_new (PD_TYPE_STOCK_PANEL, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_stock_move_type);
  self->moves = PD_ROW_LIST (pd_row_list_new (store, &pd_stock_move_type, _ ("Movements"), describe));
  pd_row_list_filter (self->moves, PD_STOCK_MOVE_GOOD_ID, NULL);
  pd_row_list_set_act (self->moves, &reversal, self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->moves));
  return GTK_WIDGET (self);
}

/** pd_stock_panel_show: @good: (nullable): whose stock; where it is not kept in stock the panel hides */
void
pd_stock_panel_show (PdStockPanel *self, PdRecord *good)
{
  gboolean stocked = good != NULL && pd_record_get_flag (good, PD_GOOD_STOCKED);
  gboolean other;

  g_return_if_fail (PD_IS_STOCK_PANEL (self));

  other = good == NULL || self->good == NULL ||
          !g_str_equal (pd_record_get_id (self->good), pd_record_get_id (good));
  if (good != NULL)
    pd_record_ref (good);
  g_clear_pointer (&self->good, pd_record_unref);
  self->good = good;
  for (guint i = 0; other && i < N_NUMBERS; i++)
    gtk_label_set_text (GTK_LABEL (self->numbers[i]), "–");
  gtk_widget_set_visible (GTK_WIDGET (self), stocked);
  pd_row_list_filter (self->moves, PD_STOCK_MOVE_GOOD_ID, stocked ? pd_record_get_id (good) : NULL);
  pd_look_now (self->look);
}

/** pd_stock_panel_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_stock_panel_set_role (PdStockPanel *self, const char *role)
{
  gboolean may = role == NULL || !pd_permission_is_role (role) ||
                 pd_permission_has (role, "create", pd_stock_move_type.name);

  g_return_if_fail (PD_IS_STOCK_PANEL (self));

  self->may_write = may;
  gtk_widget_set_visible (self->buttons, may);
  pd_row_list_set_role (self->moves, role);
}
