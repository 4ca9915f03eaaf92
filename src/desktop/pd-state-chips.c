/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-state-chips.h"

#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-invoice.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

/* Counting walks along an index of all records: not more often than this, in milliseconds. */
#define PAUSE 400

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

  GArray *chips;          /* (owned) of Chip */
  PdStore *store;         /* (owned) */
  GCancellable *counting; /* (owned) (nullable) */
  gulong changed_handler; /* of the store */
  guint pause_source;
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
  GWeakRef chips;
  GCancellable *cancellable; /* (owned) */
  const PdRecordType *type;
  GHashTable *counts; /* (owned) (nullable) */
  gint64 red;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_weak_ref_clear (&count->chips);
  g_object_unref (count->cancellable);
  g_clear_pointer (&count->counts, g_hash_table_unref);
  g_free (count);
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
counted_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Count *count = pd_store_job_data (result);
  g_autoptr (PdStateChips) self = g_weak_ref_get (&count->chips);

  if (self == NULL || count->cancellable != self->counting)
    return;
  g_clear_object (&self->counting);
  for (guint i = 0; ok && i < self->chips->len; i++)
    {
      const Chip *chip = &g_array_index (self->chips, Chip, i);

      show_count (chip, count_of (count, chip));
    }
}

static gboolean
count_cb (gpointer user_data)
{
  PdStateChips *self = user_data;
  Count *count = g_new0 (Count, 1);

  self->pause_source = 0;
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->counting = g_cancellable_new ();
  g_weak_ref_init (&count->chips, self);
  count->cancellable = g_object_ref (self->counting);
  count->type = self->type;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_IDLE, count_job, count, count_free, self->counting,
                       counted_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdStateChips *self)
{
  if ((*type_name == '\0' || g_str_equal (type_name, self->type->name)) && self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, count_cb, self);
}

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

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
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
  self->store = g_object_ref (store);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  for (const PdChoice *choice = type->fields[type->state_field].choices; choice->value != NULL; choice++)
    add_chip (self, box, choice->value, choice->label);
  if (type == &pd_invoice_type)
    add_chip (self, box, PD_STATE_CHIP_RED, N_ ("Red-letter"));
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  count_cb (self);
  return GTK_WIDGET (self);
}
