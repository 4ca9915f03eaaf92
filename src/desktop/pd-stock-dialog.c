/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-stock-dialog.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-form.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

#define WIDTH 420
#define REVERSAL_WIDTH 520 /* its button says what its title says */

/* Writes down one movement of a good: what was received, what came back, or what was counted; or reverses one. */
struct _PdStockDialog
{
  AdwWindow parent_instance;

  PdStore *store; /* (owned) (nullable) */
  PdRecord *good; /* (owned) */
  PdRecord *move; /* (owned) what is typed */
  char *reverses; /* (owned) (nullable) the id of the move that is reversed */
  PdDecimal
      *on_hand; /* (owned) (nullable) what there is, as far as this computer knows; NULL until that is read */

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *level;
  GtkWidget *trouble;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (PdStockDialog, pd_stock_dialog, ADW_TYPE_WINDOW)

static gboolean
is_count (PdStockDialog *self)
{
  return g_str_equal (pd_record_get_text (self->move, PD_STOCK_MOVE_KIND), PD_STOCK_KIND_COUNT);
}

/** pd_stock_dialog_label: @kind: a kind of move of a person's. Returns: (transfer none): what its button says */
const char *
pd_stock_dialog_label (const char *kind)
{
  if (g_str_equal (kind, PD_STOCK_KIND_COUNT))
    return _ ("Correct the Count…");
  if (g_str_equal (kind, PD_STOCK_KIND_RETURN))
    return _ ("Goods Came Back…");
  return _ ("Receive Goods…");
}

static const char *
title_of (const char *kind)
{
  if (g_str_equal (kind, PD_STOCK_KIND_COUNT))
    return _ ("Correct the Count");
  return g_str_equal (kind, PD_STOCK_KIND_RETURN) ? _ ("Goods Came Back") : _ ("Receive Goods");
}

/* What a movement adds or takes away, with its sign; of a reservation nothing moves. */
static char *
signed_quantity (const PdRecord *move)
{
  const PdStockKind *kind = pd_stock_kind_find (pd_record_get_text (move, PD_STOCK_MOVE_KIND));
  g_autofree char *quantity = pd_field_text (move, PD_STOCK_MOVE_QUANTITY);

  if (kind == NULL || kind->on_hand == 0)
    return g_steal_pointer (&quantity);
  if (kind->on_hand < 0)
    return g_strdup_printf ("−%s", quantity);
  return *quantity == '-' ? g_strdup_printf ("−%s", quantity + 1) : g_strdup_printf ("+%s", quantity);
}

/**
 * pd_stock_move_text:
 * @move: a move
 *
 * Returns: (transfer full): what happened and how many, as “Goods came in: +20”
 */
char *
pd_stock_move_text (const PdRecord *move)
{
  g_autofree char *kind = pd_field_text (move, PD_STOCK_MOVE_KIND);
  g_autofree char *quantity = signed_quantity (move);

  /* Translators: a row of the movements: 1: a kind as “Goods came in”, 2: a number with its sign */
  return pd_record_has (move, PD_STOCK_MOVE_REVERSES)
             ? g_strdup_printf (_ ("Reversal of “%1$s”: %2$s"), kind, quantity)
             : g_strdup_printf (_ ("%1$s: %2$s"), kind, quantity);
}

/* --- what there is */

typedef struct
{
  char *good_id; /* (owned) */
  PdStockLevel level;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->good_id);
  pd_stock_level_clear (&look->level);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return pd_store_stock_level (session, look->good_id, &look->level, error);
}

/* What was counted differs by so much from what there should be; NULL where nothing was counted yet. */
static PdDecimal *
difference (PdStockDialog *self)
{
  const char *text = pd_record_get_text (self->move, PD_STOCK_MOVE_COUNTED);
  g_autoptr (PdDecimal) counted = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

  return counted != NULL && self->on_hand != NULL ? pd_decimal_subtract (counted, self->on_hand) : NULL;
}

/* What there will be when the movement is reversed. */
static void
show_level_after (PdStockDialog *self)
{
  const char *quantity = pd_record_get_text (self->move, PD_STOCK_MOVE_QUANTITY);
  g_autoptr (PdDecimal) more = pd_decimal_new_from_text (quantity, NULL);
  g_autoptr (PdDecimal) after = more != NULL ? pd_decimal_add (self->on_hand, more) : NULL;
  g_autofree char *there = pd_decimal_to_text (self->on_hand, PD_DECIMAL_MAX_PLACES);
  g_autofree char *then = after != NULL ? pd_decimal_to_text (after, PD_DECIMAL_MAX_PLACES) : NULL;
  g_autofree char *text = NULL;

  if (then == NULL)
    return;
  /* Translators: 1: what there is in stock, 2: what there will be */
  text = g_strdup_printf (_ ("In stock: %1$s; after the reversal: %2$s"), there, then);
  pd_layout_say (self->level, text);
}

static void
show_level (PdStockDialog *self)
{
  g_autofree char *there = NULL;
  g_autoptr (PdDecimal) more = is_count (self) ? difference (self) : NULL;
  g_autoptr (PdDecimal) size = more != NULL ? pd_decimal_absolute (more) : NULL;
  g_autofree char *by = size != NULL ? pd_decimal_to_text (size, PD_DECIMAL_MAX_PLACES) : NULL;
  g_autofree char *text = NULL;

  if (self->on_hand == NULL)
    return;
  if (self->reverses != NULL)
    {
      show_level_after (self);
      return;
    }
  there = pd_decimal_to_text (self->on_hand, PD_DECIMAL_MAX_PLACES);
  if (more == NULL)
    text = g_strdup_printf (_ ("In stock: %s"), there);
  else if (pd_decimal_sign (more) == 0)
    text = g_strdup_printf (_ ("In stock: %s, as counted"), there);
  else if (pd_decimal_sign (more) < 0)
    /* Translators: 1: what there is in stock, 2: how much less was counted */
    text = g_strdup_printf (_ ("In stock: %1$s; %2$s less were counted"), there, by);
  else
    text = g_strdup_printf (_ ("In stock: %1$s; %2$s more were counted"), there, by);
  pd_layout_say (self->level, text);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdStockDialog) self = user_data;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *look = pd_store_job_data (result);

  if (!ok || self->store == NULL)
    return;
  self->on_hand = pd_stock_level_on_hand (&look->level);
  show_level (self);
}

/* --- saving */

typedef struct
{
  PdRecord *move; /* (owned) */
  char *reverses; /* (owned) (nullable) */
  gboolean written;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  pd_record_unref (save->move);
  g_free (save->reverses);
  g_free (save);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;
  g_autoptr (PdRecord) reversal = NULL;

  if (save->reverses != NULL)
    {
      reversal =
          pd_store_stock_reverse (session, save->reverses,
                                  pd_record_get_text (save->move, PD_STOCK_MOVE_REASON), pd_now (), error);
      save->written = reversal != NULL;
      return save->written;
    }
  return pd_store_stock_save_move (session, save->move, pd_now (), &save->written, error);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdStockDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Save *save = pd_store_job_data (result);

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (!ok)
    pd_layout_say (self->trouble, error->message);
  else if (!save->written)
    pd_layout_say (self->trouble, _ ("There is what was counted; nothing had to be written down."));
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* Takes what was typed. FALSE: something is no value of its field, which says so. */
static gboolean
read_form (PdStockDialog *self)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  PdFieldEditor *wrong = NULL;

  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);
      gboolean ok = pd_field_editor_store (editor, self->move);

      pd_field_editor_set_problem (editor, ok ? NULL : pd_field_editor_get_error (editor), PD_PROBLEM_ERROR);
      if (!ok && wrong == NULL)
        wrong = editor;
    }
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return wrong == NULL;
}

static void
say_wrong (PdStockDialog *self, guint field, const char *sentence)
{
  PdFieldEditor *editor = pd_record_form_find (self->form, field);

  if (editor == NULL)
    {
      pd_layout_say (self->trouble, sentence);
      return;
    }
  pd_field_editor_set_problem (editor, sentence, PD_PROBLEM_ERROR);
  gtk_widget_grab_focus (GTK_WIDGET (editor));
}

static gboolean
check_count (PdStockDialog *self)
{
  const char *text = pd_record_get_text (self->move, PD_STOCK_MOVE_COUNTED);
  g_autoptr (PdDecimal) counted = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

  if (counted == NULL || pd_decimal_sign (counted) < 0)
    say_wrong (self, PD_STOCK_MOVE_COUNTED, _ ("Say how many there are; 0 for none."));
  else if (!pd_record_has (self->move, PD_STOCK_MOVE_REASON))
    say_wrong (self, PD_STOCK_MOVE_REASON, _ ("Say in a few words why there are more or less."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_quantity (PdStockDialog *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->move, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);

  if (problem != NULL)
    say_wrong (self, (guint) MAX (problem->field, 0), problem->message);
  return problem == NULL;
}

static void
save_cb (PdStockDialog *self)
{
  Save *save;

  pd_layout_say (self->trouble, NULL);
  if (!gtk_widget_get_sensitive (self->save) || !read_form (self) ||
      !(is_count (self) && self->reverses == NULL ? check_count (self) : check_quantity (self)))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  save = g_new0 (Save, 1);
  save->move = pd_record_copy (self->move);
  save->reverses = g_strdup (self->reverses);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_job, save, save_free, NULL, saved_cb,
                        g_object_ref (self));
}

static void
edited_cb (PdStockDialog *self, PdFieldEditor *editor)
{
  pd_field_editor_store (editor, self->move);
  show_level (self);
}

/* --- the window */

static void
pd_stock_dialog_dispose (GObject *object)
{
  g_clear_object (&PD_STOCK_DIALOG (object)->store);

  G_OBJECT_CLASS (pd_stock_dialog_parent_class)->dispose (object);
}

static void
pd_stock_dialog_finalize (GObject *object)
{
  PdStockDialog *self = PD_STOCK_DIALOG (object);

  pd_record_unref (self->good);
  pd_record_unref (self->move);
  g_free (self->reverses);
  g_clear_pointer (&self->on_hand, pd_decimal_free);

  G_OBJECT_CLASS (pd_stock_dialog_parent_class)->finalize (object);
}

static void
pd_stock_dialog_class_init (PdStockDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_stock_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_stock_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_stock_dialog_init (PdStockDialog *self)
{
}

static GtkWidget *
create_header (PdStockDialog *self)
{
  self->save = gtk_button_new_with_label (self->reverses != NULL ? _ ("Reverse Movement") : _ ("Save"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  return pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->save);
}

static const signed char *
fields_of (PdStockDialog *self)
{
  static const signed char count[] = { PD_STOCK_MOVE_COUNTED, PD_STOCK_MOVE_REASON, -1 };
  static const signed char plain[] = { PD_STOCK_MOVE_QUANTITY, PD_STOCK_MOVE_REASON, -1 };
  static const signed char serials[] = { PD_STOCK_MOVE_QUANTITY, PD_STOCK_MOVE_SERIAL_NUMBERS,
                                         PD_STOCK_MOVE_REASON, -1 };
  static const signed char reason[] = { PD_STOCK_MOVE_REASON, -1 };

  if (self->reverses != NULL)
    return reason;
  if (is_count (self))
    return count;
  return pd_record_get_flag (self->good, PD_GOOD_HAS_SERIALS) ? serials : plain;
}

/* Which movement is meant: several of a day may say the same but for the hour. */
static GtkWidget *
create_reversed (const PdRecord *reversed)
{
  g_autofree char *title = pd_stock_move_text (reversed);
  g_autofree char *at = pd_field_text (reversed, PD_STOCK_MOVE_HAPPENED_AT);
  g_autofree char *reason = pd_field_text (reversed, PD_STOCK_MOVE_REASON);
  g_autofree char *text = g_strconcat (title, " · ", at, *reason != '\0' ? " · " : "", reason, NULL);

  return pd_layout_text (text, NULL);
}

static GtkWidget *
create_content (PdStockDialog *self, const PdRecord *reversed)
{
  PdPlaceSection section = { pd_record_get_text (self->good, PD_GOOD_NAME), fields_of (self) };
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GPtrArray *editors;

  self->form = PD_RECORD_FORM (pd_record_form_new (&pd_stock_move_type, &section));
  editors = pd_record_form_get_editors (self->form);
  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);

      pd_field_editor_set_required (editor,
                                    self->reverses == NULL &&
                                        (i == 0 || (is_count (self) && pd_field_editor_get_field (editor) ==
                                                                           PD_STOCK_MOVE_REASON)));
      g_signal_connect_swapped (editor, "entered", G_CALLBACK (save_cb), self);
      g_signal_connect_swapped (editor, "edited", G_CALLBACK (edited_cb), self);
    }
  self->level = pd_layout_text (NULL, "dim-label");
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  if (reversed != NULL)
    gtk_box_append (GTK_BOX (content), create_reversed (reversed));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (content), self->level);
  gtk_box_append (GTK_BOX (content), self->trouble);
  pd_layout_set_margins (content, 18);
  return content;
}

static PdStockDialog *
dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *good, PdRecord *move, const PdRecord *reversed)
{
  PdStockDialog *self =
      g_object_new (PD_TYPE_STOCK_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  GtkWidget *header;
  Look *look = g_new0 (Look, 1);

  self->store = g_object_ref (store);
  self->good = pd_record_copy (good);
  self->move = move;
  self->reverses = reversed != NULL ? g_strdup (pd_record_get_id (reversed)) : NULL;
  header = create_header (self);
  pd_layout_fill_dialog (GTK_WINDOW (self),
                         reversed != NULL ? _ ("Reverse Movement")
                                          : title_of (pd_record_get_text (move, PD_STOCK_MOVE_KIND)),
                         reversed != NULL ? REVERSAL_WIDTH : WIDTH, header, create_content (self, reversed),
                         self->save);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  look->good_id = g_strdup (pd_record_get_id (good));
  pd_store_read_async (store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, NULL, looked_cb,
                       g_object_ref (self));
  return self;
}

/**
 * pd_stock_dialog_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @good: a good that is kept in stock
 * @kind: a kind of move that is a person's
 *
 * A count is saved as the difference to what there is when it is saved. Works without a network.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdStockDialog *
pd_stock_dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *good, const char *kind)
{
  return dialog_new (parent, store, good, pd_stock_move_new (pd_now (), kind, good, NULL), NULL);
}

/**
 * pd_stock_dialog_new_reversal:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 * @good: a good that is kept in stock
 * @move: a move of it that pd_stock_reversal_obstacle() has nothing against
 *
 * Says what there will be in stock, and asks why.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdStockDialog *
pd_stock_dialog_new_reversal (GtkWindow *parent, PdStore *store, const PdRecord *good, const PdRecord *move)
{
  return dialog_new (parent, store, good, pd_stock_reversal_new (move, pd_now ()), move);
}
