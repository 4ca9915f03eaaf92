/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>

#include "desktop-fixture.h"
#include "desktop/pd-print-desk-private.h"
#include "desktop/pd-print-past.h"
#include "print-fixture.h"
#include "store/pd-store-records.h"

/* A second print of the same document asks, whatever the file is called and whichever way it came. */

#define RECEIVED "0190f2c0-0000-7000-8000-000000000001"

typedef struct
{
  char *folder;
  PdStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A picture that nobody could read an invoice from: what it is called says nothing about it. */
static GFile *
write_picture (Fixture *fixture, const char *name, double grey)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_paint (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png_stream (surface, append_cb, bytes), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, (gssize) bytes->len, NULL));
  return g_file_new_for_path (path);
}

static void
add_file (PdPrintDesk *desk, GFile *file)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_list_store_append (files, file);
  g_assert_cmpuint (pd_print_queue_add_files (pd_print_desk_get_queue (desk), G_LIST_MODEL (files)), ==, 1);
}

static PdPrintDesk *
open_desk (Fixture *fixture)
{
  PdPrintDesk *desk = pd_print_desk_new (NULL, fixture->store);

  gtk_window_present (GTK_WINDOW (desk));
  return desk;
}

static void
wait_ready (PdPrintDesk *desk, guint n)
{
  PRINT_FIXTURE_WAIT_UNTIL (pd_print_desk_get_pdf (desk) != NULL && desk->made->entries->len == n);
}

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (pd_print_queue_printed_finish (PD_PRINT_QUEUE (source), result, NULL));
  *(gboolean *) data = TRUE;
}

/* The printer took all that is on the desk. */
static void
print_all (PdPrintDesk *desk)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_ref (desk->made->entries);
  g_autofree guint *sheets = g_new0 (guint, entries->len);
  gboolean done = FALSE;

  pd_print_queue_printed_async (desk->queue, entries, sheets, 1, "Office", printed_cb, &done);
  PRINT_FIXTURE_WAIT_UNTIL (done);
}

static char *
text_of (GtkWidget *widget)
{
  GString *text = g_string_new (GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *part = text_of (child);

      g_string_append (text, part);
    }
  return g_string_free (text, FALSE);
}

/* Says what the question says, and answers it. */
static char *
ask (PdPrintDesk *desk, const char *answer)
{
  AdwMessageDialog *dialog;
  char *text;

  pd_print_desk_print (desk);
  dialog = print_fixture_wait_dialog ();
  text = text_of (GTK_WIDGET (dialog));
  print_fixture_respond (dialog, answer);
  return text;
}

/* The same bytes under another name: asked, with when; what is new beside it can go alone. */
static void
test_other_name (Fixture *fixture, gconstpointer data)
{
  PdPrintDesk *desk = open_desk (fixture);
  g_autoptr (GFile) first = write_picture (fixture, "发票.png", 0.5);
  g_autoptr (GFile) copy = write_picture (fixture, "发票 (1).png", 0.5);
  g_autoptr (GFile) other = write_picture (fixture, "other.png", 0.7);
  g_autofree char *text = NULL;

  add_file (desk, first);
  wait_ready (desk, 1);
  print_all (desk);
  add_file (desk, copy);
  add_file (desk, other);
  wait_ready (desk, 2);
  /* the queue says it before anybody wants to print */
  PRINT_FIXTURE_WAIT_UNTIL (((PdPrintEntry *) desk->made->entries->pdata[0])->past.n_copies == 1);
  g_assert_cmpuint (((PdPrintEntry *) desk->made->entries->pdata[1])->past.n_copies, ==, 0);
  text = ask (desk, "leave");
  g_assert_nonnull (strstr (text, "1 Document Was Printed Before"));
  g_assert_nonnull (strstr (text, "发票 (1).png: Printed 1 time, last on "));
  g_assert_null (strstr (text, "other.png"));
  wait_ready (desk, 1);
  g_assert_cmpstr (((PdPrintEntry *) desk->made->entries->pdata[0])->title, ==, "other.png");
  gtk_window_destroy (GTK_WINDOW (desk));
}

static gboolean
by_colleague (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdPrintEntry *entry = data;
  g_autoptr (PdRecord) print = pd_print_record_new (1767225600000000, "2026-01-01", NULL, entry->sha256,
                                                    "from-mail.png", 1, 3, 1, NULL);

  pd_record_set_text (print, PD_PRINT_PRINTED_BY, "王芳");
  return pd_store_save_record (session, print, 1767225600000000, error);
}

/* What a colleague has printed between the preview and the click counts as well, with the name. */
static void
test_colleague (Fixture *fixture, gconstpointer data)
{
  PdPrintDesk *desk = open_desk (fixture);
  g_autoptr (GFile) file = write_picture (fixture, "a.png", 0.5);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  add_file (desk, file);
  wait_ready (desk, 1);
  g_assert_true (pd_store_write (fixture->store, by_colleague, desk->made->entries->pdata[0], NULL, &error));
  g_assert_no_error (error);
  text = ask (desk, "close");
  g_assert_nonnull (strstr (text, "Printed 3 times"));
  g_assert_nonnull (strstr (text, "王芳"));
  g_assert_nonnull (strstr (text, "copy 4"));
  gtk_window_destroy (GTK_WINDOW (desk));
}

/* A received invoice is known by itself and by its file; one line of the ledger counts once. */
static void
test_received (Fixture *fixture, gconstpointer data)
{
  PdPrintDesk *desk = open_desk (fixture);
  g_autoptr (GFile) blob = write_picture (fixture, "blob", 0.5);
  g_autoptr (GFile) scan = write_picture (fixture, "scan of the same invoice", 0.6);
  g_autoptr (GFile) copy = write_picture (fixture, "发票.png", 0.5);
  g_autofree char *text = NULL;
  g_autofree char *file_text = NULL;
  g_autofree char *scan_text = NULL;

  g_assert_true (
      pd_print_queue_add_received (desk->queue, RECEIVED, "26330000000000000017", "上海样例", blob));
  g_assert_false (pd_print_queue_add_received (desk->queue, RECEIVED, "26330000000000000017", NULL, blob));
  wait_ready (desk, 1);
  print_all (desk);
  /* again as it was */
  g_assert_true (
      pd_print_queue_add_received (desk->queue, RECEIVED, "26330000000000000017", "上海样例", blob));
  wait_ready (desk, 1);
  text = ask (desk, "close");
  g_assert_nonnull (strstr (text, "26330000000000000017: Printed 1 time"));
  pd_print_queue_clear (desk->queue);
  /* its file, from anywhere */
  add_file (desk, copy);
  PRINT_FIXTURE_WAIT_UNTIL (pd_print_desk_get_pdf (desk) != NULL &&
                            ((PdPrintEntry *) desk->made->entries->pdata[0])->received_id == NULL);
  file_text = ask (desk, "close");
  g_assert_nonnull (strstr (file_text, "发票.png: Printed 1 time"));
  pd_print_queue_clear (desk->queue);
  /* another file of the same invoice */
  g_assert_true (pd_print_queue_add_received (desk->queue, RECEIVED, "26330000000000000017", NULL, scan));
  PRINT_FIXTURE_WAIT_UNTIL (pd_print_desk_get_pdf (desk) != NULL &&
                            ((PdPrintEntry *) desk->made->entries->pdata[0])->received_id != NULL);
  scan_text = ask (desk, "close");
  g_assert_nonnull (strstr (scan_text, "Printed 1 time"));
  gtk_window_destroy (GTK_WINDOW (desk));
}

/* A received invoice whose file is not here yet says so, and is printed as soon as it is. */
static void
test_file_comes_later (Fixture *fixture, gconstpointer data)
{
  PdPrintDesk *desk = open_desk (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "later", NULL);
  g_autoptr (GFile) later = g_file_new_for_path (path);
  g_autoptr (GFile) written = NULL;
  g_autoptr (PdPrintEntry) entry = NULL;
  g_autoptr (PdPrintQueue) again = NULL;

  pd_print_queue_add_received (desk->queue, RECEIVED, "26330000000000000017", "上海样例", later);
  entry = g_list_model_get_item (pd_print_queue_get_list (desk->queue), 0);
  PRINT_FIXTURE_WAIT_UNTIL (entry->trouble != NULL);
  g_assert_nonnull (strstr (entry->trouble, "is being fetched"));
  written = write_picture (fixture, "later", 0.5);
  pd_print_queue_look_again (desk->queue);
  wait_ready (desk, 1);
  g_assert_null (entry->trouble);
  /* and it is still what it was when the program starts again */
  again = pd_print_queue_new (fixture->store);
  g_assert_cmpuint (pd_print_queue_get_n_entries (again), ==, 1);
  g_clear_object (&entry);
  entry = g_list_model_get_item (pd_print_queue_get_list (again), 0);
  g_assert_cmpstr (entry->received_id, ==, RECEIVED);
  g_assert_cmpstr (entry->title, ==, "26330000000000000017");
  g_assert_cmpstr (entry->subtitle, ==, "上海样例");
  gtk_window_destroy (GTK_WINDOW (desk));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define TEST(name, function) g_test_add ("/print-again/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("other-name", test_other_name);
  TEST ("colleague", test_colleague);
  TEST ("received", test_received);
  TEST ("file-comes-later", test_file_comes_later);
  return g_test_run ();
}
