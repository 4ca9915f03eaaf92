/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>

#include "desktop-fixture.h"
#include "desktop/pd-look.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

/* Looking at the cache: what comes in quick succession once, what is not seen later, and nothing for who is gone. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *widget;
  PdLook *look;
} Fixture;

typedef struct
{
  int wanted;
  int seen;
} Seeing;

static int wanted = 1, shown = 0, n_shown = 0, n_cleared = 0;
static gboolean fails = FALSE;

static gboolean
start (gpointer owner, gpointer data)
{
  ((Seeing *) data)->wanted = wanted;
  return wanted > 0;
}

static gboolean
job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Seeing *seeing = data;

  seeing->seen = seeing->wanted;
  if (fails)
    g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_IO, "no");
  return !fails;
}

static void
done (gpointer owner, gpointer data, const GError *error)
{
  g_assert_true (GTK_IS_WIDGET (owner));
  g_assert_true ((error != NULL) == fails);
  shown = error != NULL ? -1 : ((Seeing *) data)->seen;
  n_shown++;
}

static void
clear (gpointer data)
{
  n_cleared++;
}

static const PdLookKind always = { .start = start,
                                   .job = job,
                                   .done = done,
                                   .clear = clear,
                                   .size = sizeof (Seeing),
                                   .pause = 1 };
static const PdLookKind only_seen = { .start = start,
                                      .job = job,
                                      .done = done,
                                      .clear = clear,
                                      .size = sizeof (Seeing),
                                      .pause = 1,
                                      .only_seen = TRUE };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  wanted = 1;
  shown = n_shown = n_cleared = 0;
  fails = FALSE;
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->widget = g_object_ref_sink (gtk_window_new ());
  fixture->look = pd_look_new (fixture->widget, fixture->store, data);
  pd_look_watch (fixture->look, &pd_order_type);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->look, pd_look_free);
  gtk_window_destroy (GTK_WINDOW (fixture->widget));
  g_object_unref (fixture->widget);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static void
wait_for (Fixture *fixture)
{
  while (!pd_look_is_done (fixture->look))
    g_main_context_iteration (NULL, TRUE);
}

/* All that was asked of the store is answered, and there is nothing left to do. */
static void
settle (Fixture *fixture)
{
  desktop_fixture_settle (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_newest (Fixture *fixture, gconstpointer data)
{
  g_assert_false (pd_look_is_done (fixture->look));
  pd_look_now (fixture->look);
  wanted = 2;
  pd_look_now (fixture->look);
  wait_for (fixture);
  settle (fixture);
  g_assert_cmpint (shown, ==, 2);
  g_assert_cmpint (n_shown, ==, 1);
  g_assert_cmpint (n_cleared, ==, 2);
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  pd_look_now (fixture->look);
  wait_for (fixture);
  g_signal_emit_by_name (fixture->store, "changed", pd_buyer_type.name);
  g_assert_true (pd_look_is_done (fixture->look));
  for (guint i = 0; i < 3; i++)
    g_signal_emit_by_name (fixture->store, "changed", pd_order_type.name);
  g_assert_false (pd_look_is_done (fixture->look));
  wait_for (fixture);
  g_assert_cmpint (n_shown, ==, 2);
  g_signal_emit_by_name (fixture->store, "changed", "");
  wait_for (fixture);
  g_assert_cmpint (n_shown, ==, 3);
}

/* What changes while a look is under way is looked at afterwards: the look is not begun again and again. */
static void
test_change_meanwhile (Fixture *fixture, gconstpointer data)
{
  pd_look_now (fixture->look);
  g_signal_emit_by_name (fixture->store, "changed", pd_order_type.name);
  wanted = 2;
  while (n_shown < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (shown, ==, 1);
  g_assert_false (pd_look_is_done (fixture->look));
  wait_for (fixture);
  g_assert_cmpint (shown, ==, 2);
}

static void
test_nothing_to_see (Fixture *fixture, gconstpointer data)
{
  pd_look_now (fixture->look);
  wanted = 0;
  pd_look_now (fixture->look);
  g_assert_true (pd_look_is_done (fixture->look));
  settle (fixture);
  g_assert_cmpint (n_shown, ==, 0);
}

static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  fails = TRUE;
  pd_look_now (fixture->look);
  while (n_shown < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (shown, ==, -1);
  g_assert_false (pd_look_is_done (fixture->look));
}

static void
test_only_seen (Fixture *fixture, gconstpointer data)
{
  pd_look_anew (fixture->look);
  g_signal_emit_by_name (fixture->store, "changed", pd_order_type.name);
  settle (fixture);
  g_assert_cmpint (n_shown, ==, 0);
  gtk_window_present (GTK_WINDOW (fixture->widget));
  wait_for (fixture);
  g_assert_cmpint (n_shown, ==, 1);
  gtk_widget_set_visible (fixture->widget, FALSE);
  gtk_window_present (GTK_WINDOW (fixture->widget));
  settle (fixture);
  g_assert_cmpint (n_shown, ==, 1);
  gtk_widget_set_visible (fixture->widget, FALSE);
  g_signal_emit_by_name (fixture->store, "changed", pd_order_type.name);
  gtk_window_present (GTK_WINDOW (fixture->widget));
  while (n_shown < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  pd_look_now (fixture->look);
  pd_look_again (fixture->look);
  g_clear_pointer (&fixture->look, pd_look_free);
  settle (fixture);
  g_assert_cmpint (n_shown, ==, 0);
  g_assert_cmpint (n_cleared, ==, 1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add ("/look/newest", Fixture, &always, set_up, test_newest, tear_down);
  g_test_add ("/look/changes", Fixture, &always, set_up, test_changes, tear_down);
  g_test_add ("/look/change-meanwhile", Fixture, &always, set_up, test_change_meanwhile, tear_down);
  g_test_add ("/look/nothing-to-see", Fixture, &always, set_up, test_nothing_to_see, tear_down);
  g_test_add ("/look/trouble", Fixture, &always, set_up, test_trouble, tear_down);
  g_test_add ("/look/only-seen", Fixture, &only_seen, set_up, test_only_seen, tear_down);
  g_test_add ("/look/gone", Fixture, &always, set_up, test_gone, tear_down);
  return g_test_run ();
}
