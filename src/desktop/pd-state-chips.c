/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-state-chips.h"

#include "desktop/pd-look.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-invoice.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

/** Chip: one state that the list can be narrowed down to. */
typedef struct
{
  const char *state; /* or PD_STATE_CHIP_RED */
  const char *label; /* untranslated */
  GtkWidget *button; /* a toggle */
} Chip;

struct _PdStateChips
{
  GtkWidget parent_instance;

  GArray *chips;  /* (owned) of Chip */
  PdLook *look;   /* (owned) (nullable) */
  gboolean quiet; /* the buttons follow, nobody has pressed one */

  const PdRecordType *type;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdStateChips, pd_state_chips, GTK_TYPE_WIDGET)

/** Count: one look at how many there are. */
typedef struct
{
  const PdRecordType *type;
  GHashTable *counts; /* (owned) (nullable) */
  gint64 red;
} Count;

static void
count_clear (gpointer data)
{
  g_clear_pointer (&((Count *) data)->counts, g_hash_table_unref);
}

static gboolean
count_start (gpointer owner, gpointer data)
{
  ((Count *) data)->type = PD_STATE_CHIPS (owner)->type;
  return TRUE;
}

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;

  count->counts = pd_store_count_states (session, count->type, error);
  return count->counts != NULL &&
         (count->type != &pd_invoice_type || pd_store_count_red (session, &count->red, error));
}

static guint
count_of (const Count *count, const Chip *chip)
{
  return g_str_equal (chip->state, PD_STATE_CHIP_RED)
             ? (guint) count->red
             : GPOINTER_TO_UINT (g_hash_table_lookup (count->counts, chip->state));
}

/* A state that no record is in is not offered, but where it is chosen. */
static void
show_count (const Chip *chip, guint n)
{
  g_autofree char *text = g_strdup_printf ("%s %'u", _ (chip->label), n);

  gtk_button_set_label (GTK_BUTTON (chip->button), text);
  gtk_widget_set_visible (chip->button,
                          n > 0 || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip->button)));
}

static void
count_done (gpointer owner, gpointer data, const GError *error)
{
  PdStateChips *self = owner;

  for (guint i = 0; error == NULL && i < self->chips->len; i++)
    {
      const Chip *chip = &g_array_index (self->chips, Chip, i);

      show_count (chip, count_of (data, chip));
    }
}

/* Counting walks along an index of all records: not too often. */
static const PdLookKind count_kind = { .start = count_start,
                                       .job = count_job,
                                       .done = count_done,
                                       .clear = count_clear,
                                       .size = sizeof (Count),
                                       .pause = 400,
                                       .priority = PD_STORE_PRIORITY_IDLE };

static void
toggled_cb (GtkToggleButton *button, PdStateChips *self)
{
  const char *state = g_object_get_data (G_OBJECT (button), "state");

  if (self->quiet)
    return;
  g_signal_emit (self, signals[CHOSEN], 0, gtk_toggle_button_get_active (button) ? state : NULL);
}

/**
 * pd_state_chips_set_chosen:
 * @self: the chips
 * @state: (nullable): the state that the list is narrowed down to, or %PD_STATE_CHIP_RED; %NULL for none
 */
void
pd_state_chips_set_chosen (PdStateChips *self, const char *state)
{
  g_return_if_fail (PD_IS_STATE_CHIPS (self));

  self->quiet = TRUE;
  for (guint i = 0; i < self->chips->len; i++)
    {
      const Chip *chip = &g_array_index (self->chips, Chip, i);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip->button), g_strcmp0 (chip->state, state) == 0);
    }
  self->quiet = FALSE;
}

static void
pd_state_chips_dispose (GObject *object)
{
  PdStateChips *self = PD_STATE_CHIPS (object);
  GtkWidget *child;

  g_clear_pointer (&self->look, pd_look_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_state_chips_parent_class)->dispose (object);
}

static void
pd_state_chips_finalize (GObject *object)
{
  g_array_unref (PD_STATE_CHIPS (object)->chips);

  G_OBJECT_CLASS (pd_state_chips_parent_class)->finalize (object);
}

static void
pd_state_chips_class_init (PdStateChipsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_state_chips_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_state_chips_finalize;

  /**
   * PdStateChips::chosen:
   * @state: (nullable): the state that a person wants to see alone, or %PD_STATE_CHIP_RED; %NULL for all again
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_state_chips_init (PdStateChips *self)
{
  self->chips = g_array_new (FALSE, FALSE, sizeof (Chip));
}

static void
add_chip (PdStateChips *self, GtkWidget *box, const char *state, const char *label)
{
  Chip chip = { state, label, gtk_toggle_button_new_with_label (_ (label)) };

  gtk_widget_add_css_class (chip.button, "chip");
  gtk_widget_set_visible (chip.button, FALSE);
  g_object_set_data (G_OBJECT (chip.button), "state", (gpointer) state);
  g_signal_connect (chip.button, "toggled", G_CALLBACK (toggled_cb), self);
  pd_wrap_box_append (PD_WRAP_BOX (box), chip.button);
  g_array_append_val (self->chips, chip);
}

/**
 * pd_state_chips_new:
 * @type: a type of record that has states
 * @store: the cache
 *
 * Returns: (transfer floating): a button for each state that records are in, with how many there are
 */
GtkWidget *
pd_state_chips_new (const PdRecordType *type, PdStore *store)
{
  PdStateChips *self = g_object_new (PD_TYPE_STATE_CHIPS, NULL);
  GtkWidget *box = pd_wrap_box_new (6);

  self->type = type;
  self->look = pd_look_new (self, store, &count_kind);
  pd_look_watch (self->look, type);
  for (const PdChoice *choice = type->fields[type->state_field].choices; choice->value != NULL; choice++)
    add_chip (self, box, choice->value, choice->label);
  if (type == &pd_invoice_type)
    add_chip (self, box, PD_STATE_CHIP_RED, N_ ("Red-letter"));
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  pd_look_now (self->look);
  return GTK_WIDGET (self);
}
