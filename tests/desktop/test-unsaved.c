/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/pd-field-editor.h"
#include "desktop/pd-record-editor.h"
#include "desktop/pd-unsaved.h"
#include "desktop-fixture.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"

/* What somebody types is kept in a file until it is saved or given up. */

typedef struct
{
  char *folder;
  char *path; /* of the file of unsaved work */
  PdStore *store;
  PdRecord *order;
  GtkWindow *window;
  PdRecordEditor *editor;
} Fixture;

static void
open_editor (Fixture *fixture)
{
  fixture->editor =
      PD_RECORD_EDITOR (pd_record_editor_new (pd_place_for_type (&pd_order_type), fixture->store));
  fixture->window = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->editor));
  gtk_window_present (fixture->window);
}

static void
close_editor (Fixture *fixture)
{
  gtk_window_destroy (fixture->window);
  g_clear_object (&fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->order = pd_order_new (1700000000000000, "2026-11-21");
  fixture->path = pd_unsaved_path (pd_store_get_path (fixture->store), fixture->order);
  open_editor (fixture);
  pd_record_editor_edit (fixture->editor, fixture->order, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_editor (fixture);
  pd_record_unref (fixture->order);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  g_free (fixture->path);
}

static void
type_name (Fixture *fixture, const char *text)
{
  GtkWidget *editor = pd_record_editor_find_input (fixture->editor, PD_ORDER_BUYER_NAME);

  gtk_editable_set_text (GTK_EDITABLE (pd_field_editor_get_input (PD_FIELD_EDITOR (editor))), text);
}

static gboolean
time_is_up_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_seconds (guint seconds)
{
  gboolean up = FALSE;

  g_timeout_add_seconds (seconds, time_is_up_cb, &up);
  while (!up)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_file (Fixture *fixture)
{
  for (guint i = 0; i < 20 && !g_file_test (fixture->path, G_FILE_TEST_EXISTS); i++)
    wait_seconds (1);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* The window is gone as in a crash: nobody was asked. */
static void
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  const PdUnsaved *unsaved;
  GStatBuf info;

  type_name (fixture, "青岛市北区海岬样例便利店");
  wait_for_file (fixture);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  close_editor (fixture);
  open_editor (fixture);
  found = pd_unsaved_find (pd_store_get_path (fixture->store));
  g_assert_cmpuint (found->len, ==, 1);
  unsaved = g_ptr_array_index (found, 0);
  g_assert_true (unsaved->is_new);
  pd_record_editor_restore (fixture->editor, unsaved->original, unsaved->working, TRUE);
  g_assert_true (pd_record_editor_is_changed (fixture->editor));
  g_assert_cmpstr (pd_record_get_text (pd_record_editor_get_working (fixture->editor), PD_ORDER_BUYER_NAME),
                   ==, "青岛市北区海岬样例便利店");
  /* Another record takes its place only when it was saved or given up. */
  pd_record_editor_edit (fixture->editor, fixture->order, TRUE);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_nothing_typed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;

  wait_seconds (4);
  pd_record_editor_leave (fixture->editor, NULL, NULL);
  found = pd_unsaved_find (pd_store_get_path (fixture->store));
  g_assert_cmpuint (found->len, ==, 0);
}

static void
left_cb (PdRecordEditor *editor, gboolean *left)
{
  *left = TRUE;
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  gboolean left = FALSE;
  PdRecord *line;

  type_name (fixture, "王小样");
  wait_for_file (fixture);
  line = g_ptr_array_index (pd_record_get_lines (pd_record_editor_get_working (fixture->editor)), 0);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "茶饮料");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "50");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  g_signal_connect (fixture->editor, "left", G_CALLBACK (left_cb), &left);
  pd_record_editor_save (fixture->editor, FALSE);
  while (!left)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* A file that nobody wrote here, or that was cut off, is passed over and stays. */
static void
test_broken_file (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "{", "[]", "{\"format\":1,\"is_new\":true}",
                                       "{\"format\":1,\"original\":{},\"working\":3}" };
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_file_set_contents (fixture->path, texts[i], -1, NULL);
      g_assert_null (pd_unsaved_read (fixture->path, &error));
      g_assert_nonnull (error);
      g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/unsaved/crash", Fixture, NULL, set_up, test_crash, tear_down);
  g_test_add ("/unsaved/nothing-typed", Fixture, NULL, set_up, test_nothing_typed, tear_down);
  g_test_add ("/unsaved/saved", Fixture, NULL, set_up, test_saved, tear_down);
  g_test_add ("/unsaved/broken-file", Fixture, NULL, set_up, test_broken_file, tear_down);
  return g_test_run ();
}
