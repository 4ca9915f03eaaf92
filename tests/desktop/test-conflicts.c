/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inbox in process: what a person sees of a conflict, decides, and takes back. */

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-conflict-place.h"
#include "desktop-fixture.h"
#include "model/pd-order.h"
#include "store/pd-store-outbox.h"
#include "store/store-fixture.h"

#define NOW G_GINT64_CONSTANT (1773023445000000)

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *window;
  GtkWidget *place;
  gint64 now;
  gint64 head;
} Fixture;

/** Change: what two people do to an order. */
typedef struct
{
  Fixture *fixture;
  const char *number;
  PdRecord *mine;   /* (nullable) */
  PdRecord *theirs; /* (nullable) */
} Change;

static gboolean
pull (PdStoreSession *session, Fixture *fixture, const PdRecord *theirs, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  PdRecord *record = theirs != NULL ? pd_record_copy (theirs) : NULL;

  g_free (page->epoch);
  page->epoch = g_strdup ("epoch-1");
  g_free (page->next);
  page->next = g_strdup_printf ("%" G_GINT64_FORMAT, ++fixture->head);
  page->head = fixture->head;
  if (record != NULL)
    {
      pd_record_set_sequence (record, fixture->head);
      g_ptr_array_add (page->records, record);
    }
  return store_fixture_apply (session, page, fixture->now += 1000, error);
}

static gboolean
change_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;

  if (change->mine != NULL &&
      !pd_store_save_record (session, change->mine, change->fixture->now += 1000, error))
    return FALSE;
  return change->theirs == NULL || pull (session, change->fixture, change->theirs, error);
}

static gboolean
begin_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_set_meta (session, PD_STORE_META_ACCOUNT, "{\"user\":\"wang\"}", error) &&
         pull (session, data, NULL, error);
}

static void
run_job (Fixture *fixture, PdStoreJob job, gpointer data)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (fixture->store, job, data, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  run_job (fixture, begin_job, fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  fixture->place = pd_conflict_place_new (fixture->store);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->place);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer left = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &left);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* An order that the platform has. */
static PdRecord *
accepted (Fixture *fixture, const char *number)
{
  PdRecord *order = pd_order_new (fixture->now += 1000, "2026-03-09");
  PdRecord *line = pd_order_add_line (order, fixture->now += 1000);
  Change change = { .fixture = fixture, .theirs = order };

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  pd_record_set_revision (order, 1);
  run_job (fixture, change_job, &change);
  return order;
}

static void
wait_for_conflicts (Fixture *fixture, guint n)
{
  while (pd_conflict_place_get_n_conflicts (PD_CONFLICT_PLACE (fixture->place)) != n)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Both changed the remark and a price of an order; somebody else's phone number is no question. */
static PdRecord *
collide (Fixture *fixture, const char *number)
{
  g_autoptr (PdRecord) order = accepted (fixture, number);
  g_autoptr (PdRecord) mine = pd_record_copy (order);
  PdRecord *theirs = pd_record_copy (order);
  Change change = { .fixture = fixture, .mine = mine, .theirs = theirs };

  pd_record_set_text (mine, PD_ORDER_REMARK, "here");
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (mine), 0), PD_ORDER_LINE_QUANTITY, "3");
  pd_record_set_text (theirs, PD_ORDER_REMARK, "there");
  pd_record_set_text (theirs, PD_ORDER_BUYER_EMAIL, "a@example.com");
  pd_record_set_text (theirs, PD_ORDER_CHANGED_BY, "li");
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (theirs), 0), PD_ORDER_LINE_UNIT_PRICE, "110");
  pd_record_derive (theirs);
  pd_record_set_revision (theirs, 2);
  run_job (fixture, change_job, &change);
  return theirs;
}

/* --- what is on the screen */

typedef gboolean (*Match) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, Match match, const char *text)
{
  if (match (widget, text) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_button (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean says (GtkWidget *widget, const char *text);

static gboolean
is_fold (GtkWidget *widget, const char *text)
{
  return GTK_IS_TOGGLE_BUTTON (widget) && find (widget, says, text) != NULL;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_check (GtkWidget *widget, const char *text)
{
  return GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)) != NULL &&
         strstr (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), text) != NULL;
}

/* An answer is a radio button that has the value in it. */
static gboolean
is_answer (GtkWidget *widget, const char *text)
{
  return GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_child (GTK_CHECK_BUTTON (widget)) != NULL &&
         find (gtk_check_button_get_child (GTK_CHECK_BUTTON (widget)), says, text) != NULL;
}

static gboolean
is_entry_with (GtkWidget *widget, const char *text)
{
  return GTK_IS_ENTRY (widget) && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (widget)), text);
}

/* What a conflict says is read in another thread. */
static GtkWidget *
wait_for (Fixture *fixture, Match match, const char *text)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  GtkWidget *found;

  while ((found = find (fixture->place, match, text)) == NULL)
    {
      if (g_get_monotonic_time () > end)
        g_error ("There is nothing that says “%s”", text);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  return found;
}

static void
wait_for_screen (Fixture *fixture, const char *text)
{
  wait_for (fixture, says, text);
}

static void
answer (Fixture *fixture, const char *text)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (wait_for (fixture, is_answer, text)), TRUE);
}

static GtkWidget *
button (Fixture *fixture, const char *label)
{
  return wait_for (fixture, is_button, label);
}

/* While a decision is being written no other can be made: the list may know of it before the page does. */
static void
press (Fixture *fixture, const char *label)
{
  while (!gtk_widget_get_sensitive (button (fixture, label)))
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (button (fixture, label), "clicked");
}

typedef struct
{
  const char *id;
  PdRecord *record;
} Reading;

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;

  reading->record = pd_store_get_record (session, &pd_order_type, reading->id, error);
  return reading->record != NULL;
}

static PdRecord *
stored (Fixture *fixture, const PdRecord *order)
{
  Reading reading = { .id = pd_record_get_id (order) };
  g_autoptr (GError) error = NULL;

  pd_store_read (fixture->store, read_job, &reading, NULL, &error);
  g_assert_no_error (error);
  return reading.record;
}

/* --- cases */

static void
test_words (void)
{
  g_autoptr (PdRecord) base = pd_order_new (NOW, "2026-03-09");
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdResolution) resolution = NULL;
  GPtrArray *differences;
  g_autoptr (GPtrArray) fields = NULL;
  g_autofree char *title = NULL;
  g_autofree char *signature = NULL;
  const PdConflictField *field;

  pd_record_set_text (pd_order_add_line (base, NOW), PD_ORDER_LINE_NAME, "笔");
  mine = pd_record_copy (base);
  theirs = pd_record_copy (base);
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (mine), 0), PD_ORDER_LINE_QUANTITY, "12");
  pd_record_set_text (g_ptr_array_index (pd_record_get_lines (theirs), 0), PD_ORDER_LINE_UNIT_PRICE, "7");
  pd_record_set_text (theirs, PD_ORDER_CHANGED_BY, "li");
  resolution = pd_resolution_new (base, mine, theirs);
  differences = pd_resolution_get_differences (resolution);
  g_assert_cmpuint (differences->len, ==, 1);
  fields = pd_conflict_fields (resolution, g_ptr_array_index (differences, 0));
  g_assert_cmpuint (fields->len, ==, 2);
  field = g_ptr_array_index (fields, 0);
  g_assert_cmpstr (field->base, ==, "");
  g_assert_cmpstr (field->mine, ==, "12");
  g_assert_cmpstr (field->theirs, ==, "");
  title = pd_conflict_difference_title (resolution, g_ptr_array_index (differences, 0));
  g_assert_cmpstr (title, ==, "Line 1, 笔: Quantity, Unit price");
  signature = pd_conflict_signature (theirs);
  g_assert_cmpstr (signature, ==, "li");
}

/* Undecided, nothing can be sent; each answer shows in the total at once; decided, it waits to be sent; and back. */
static void
test_decide_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = collide (fixture, "DD-1");
  g_autoptr (PdRecord) decided = NULL;

  wait_for_conflicts (fixture, 1);
  wait_for_screen (fixture, "On the platform: li");
  wait_for_screen (fixture, "Order DD-1");
  wait_for_screen (fixture, "wang, 2026-");
  wait_for_screen (fixture, "On the platform: li");
  g_assert_false (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  answer (fixture, "here");
  g_assert_false (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  wait_for_screen (fixture, "220.00");
  wait_for (fixture, is_answer, "Quantity: 3");
  answer (fixture, "Quantity: 3");
  /* Before and here and as it will be. */
  wait_for_screen (fixture, "300.00");
  press (fixture, "Resolve");
  wait_for_conflicts (fixture, 0);
  decided = stored (fixture, order);
  g_assert_cmpstr (pd_record_get_text (decided, PD_ORDER_REMARK), ==, "here");
  g_assert_cmpstr (pd_record_get_text (decided, PD_ORDER_BUYER_EMAIL), ==, "a@example.com");
  g_assert_cmpint (pd_record_get_integer (decided, PD_ORDER_GROSS_AMOUNT), ==, 30000);
  g_assert_true (gtk_widget_activate_action (fixture->place, "conflict.undo", NULL));
  wait_for_conflicts (fixture, 1);
  wait_for_screen (fixture, "Order DD-1");
}

/* A third value by the field's own rules; what is none keeps the button shut. */
static void
test_type (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = collide (fixture, "DD-1");
  g_autoptr (PdRecord) decided = NULL;
  GtkWidget *quantity, *remark;

  wait_for_conflicts (fixture, 1);
  press (fixture, "Platform for All");
  g_assert_true (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  quantity = wait_for (fixture, is_entry_with, "3");
  g_assert_nonnull (quantity);
  gtk_editable_set_text (GTK_EDITABLE (quantity), "many");
  g_assert_false (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  wait_for_screen (fixture, "What was typed cannot be used");
  gtk_editable_set_text (GTK_EDITABLE (quantity), "5");
  g_assert_true (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  press (fixture, "Mine for All");
  gtk_editable_set_text (GTK_EDITABLE (quantity), "6");
  remark = wait_for (fixture, is_answer, "Something else");
  g_assert_nonnull (remark);
  press (fixture, "Resolve");
  wait_for_conflicts (fixture, 0);
  decided = stored (fixture, order);
  g_assert_cmpint (pd_record_get_integer (decided, PD_ORDER_GROSS_AMOUNT), ==, 60000);
  g_assert_cmpstr (pd_record_get_text (decided, PD_ORDER_REMARK), ==, "here");
}

/* A record that could not be saved is said before, not after. */
static void
test_problems (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = accepted (fixture, "DD-1");
  g_autoptr (PdRecord) mine = pd_record_copy (order);
  g_autoptr (PdRecord) theirs = pd_record_copy (order);
  Change change = { .fixture = fixture, .mine = mine, .theirs = theirs };
  GtkWidget *entry;

  pd_record_set_text (mine, PD_ORDER_BUYER_NAME, "乙公司");
  pd_record_set_text (theirs, PD_ORDER_BUYER_NAME, "丙公司");
  pd_record_set_revision (theirs, 2);
  run_job (fixture, change_job, &change);
  wait_for_conflicts (fixture, 1);
  entry = wait_for (fixture, is_entry_with, "乙公司");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  wait_for_screen (fixture, "Buyer name is missing.");
  g_assert_false (gtk_widget_get_sensitive (button (fixture, "Resolve")));
}

/* A version comes in while a person decides: what still makes sense stays. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = collide (fixture, "DD-1");
  g_autoptr (PdRecord) later = pd_record_copy (order);
  Change change = { .fixture = fixture, .theirs = later };

  wait_for_conflicts (fixture, 1);
  press (fixture, "Mine for All");
  g_assert_true (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  pd_record_set_text (later, PD_ORDER_REMARK, "there later");
  pd_record_set_revision (later, 3);
  run_job (fixture, change_job, &change);
  wait_for_screen (fixture, "there later");
  wait_for_screen (fixture, "1 decision is open again");
  g_assert_false (gtk_widget_get_sensitive (button (fixture, "Resolve")));
  answer (fixture, "here");
  g_assert_true (gtk_widget_get_sensitive (button (fixture, "Resolve")));
}

/* Several that ask the same, with what will come out, at once; and back at once. */
static void
test_alike (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) one = collide (fixture, "DD-1");
  g_autoptr (PdRecord) two = collide (fixture, "DD-2");
  g_autoptr (PdRecord) three = collide (fixture, "DD-3");
  g_autoptr (PdRecord) decided = NULL;
  GtkWidget *check;

  wait_for_conflicts (fixture, 3);
  check = wait_for (fixture, is_check, "DD-2");
  g_assert_nonnull (check);
  g_assert_false (gtk_widget_get_sensitive (check));
  press (fixture, "Mine for All");
  check = wait_for (fixture, is_check, "Order DD-2: total 300.00, 220.00 on the platform");
  g_assert_nonnull (check);
  g_assert_true (gtk_widget_get_sensitive (check));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  press (fixture, "Resolve 2 Records");
  wait_for_conflicts (fixture, 1);
  decided = stored (fixture, two);
  g_assert_cmpint (pd_record_get_integer (decided, PD_ORDER_GROSS_AMOUNT), ==, 30000);
  g_assert_true (gtk_widget_activate_action (fixture->place, "conflict.undo", NULL));
  wait_for_conflicts (fixture, 3);
}

/* Issued meanwhile: the work becomes a new order, and the page says what can be done. */
static void
test_frozen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = collide (fixture, "DD-1");
  g_autoptr (PdRecord) issued = pd_record_copy (order);
  Change change = { .fixture = fixture, .theirs = issued };

  pd_record_set_text (issued, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  pd_record_set_revision (issued, 3);
  run_job (fixture, change_job, &change);
  wait_for_conflicts (fixture, 1);
  wait_for (fixture, is_button, "New Order from My Version");
  wait_for_screen (fixture, "red-letter");
  press (fixture, "New Order from My Version");
  wait_for_conflicts (fixture, 0);
  /* Not a dead end: the page of nothing takes it back, too. */
  press (fixture, "Undo the Last Decision");
  wait_for_conflicts (fixture, 1);
  press (fixture, "Take the Platform Version");
  wait_for_conflicts (fixture, 0);
}

/* The keyboard comes to everything that can be done, once round, whatever is folded. */
static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) other = collide (fixture, "DD-0");
  g_autoptr (PdRecord) order = collide (fixture, "DD-1");
  g_autoptr (PdRecord) third = collide (fixture, "DD-2");
  GtkWidget *resolve, *open;
  gboolean came_to_resolve = FALSE, came_to_open = FALSE;

  wait_for_conflicts (fixture, 3);
  press (fixture, "Mine for All");
  resolve = button (fixture, "Resolve");
  open = button (fixture, "Open the Record");
  g_signal_emit_by_name (wait_for (fixture, is_fold, "The record as it will be"), "clicked");
  wait_for_screen (fixture, "打印纸");
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  for (guint i = 0; i < 60 && gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD); i++)
    {
      GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

      came_to_resolve = came_to_resolve || focus == resolve;
      came_to_open = came_to_open || focus == open;
    }
  g_assert_true (came_to_resolve);
  g_assert_true (came_to_open);
  /* On its way it went through the list, and chose nothing there. */
  g_assert_true (gtk_widget_get_sensitive (button (fixture, "Resolve")));
}

static gboolean
is_list (GtkWidget *widget, const char *text)
{
  return GTK_IS_LIST_BOX (widget);
}

static void
wait_for_focus (Fixture *fixture, const char *label)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  GtkWidget *focus;

  while ((focus = gtk_root_get_focus (GTK_ROOT (fixture->window))) != button (fixture, label))
    {
      if (g_get_monotonic_time () > end)
        g_error ("The keyboard is in %s, not in “%s”", focus != NULL ? G_OBJECT_TYPE_NAME (focus) : "nothing",
                 label);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* Where list and entry are not beside each other, the keyboard goes along: into the entry, into the next one. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) other = collide (fixture, "DD-0");
  g_autoptr (PdRecord) order = collide (fixture, "DD-1");
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  GtkWidget *list;

  wait_for_conflicts (fixture, 2);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 700);
  while (gtk_widget_get_width (fixture->place) == 0 || gtk_widget_get_width (fixture->place) > 600 ||
         find (fixture->place, is_list, NULL) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
    }
  list = find (fixture->place, is_list, NULL);
  gtk_widget_activate (GTK_WIDGET (gtk_list_box_get_selected_row (GTK_LIST_BOX (list))));
  wait_for_focus (fixture, "Mine for All");
  press (fixture, "Mine for All");
  gtk_widget_grab_focus (button (fixture, "Resolve"));
  press (fixture, "Resolve");
  wait_for_conflicts (fixture, 1);
  wait_for_focus (fixture, "Mine for All");
  g_assert_true (pd_conflict_place_go_back (PD_CONFLICT_PLACE (fixture->place)));
  g_assert_false (pd_conflict_place_go_back (PD_CONFLICT_PLACE (fixture->place)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/conflicts/words", test_words);
#define ADD(name, function) g_test_add ("/conflicts/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("decide-and-undo", test_decide_and_undo);
  ADD ("type", test_type);
  ADD ("problems", test_problems);
  ADD ("refresh", test_refresh);
  ADD ("alike", test_alike);
  ADD ("frozen", test_frozen);
  ADD ("keyboard", test_keyboard);
  ADD ("narrow", test_narrow);
#undef ADD
  return g_test_run ();
}
