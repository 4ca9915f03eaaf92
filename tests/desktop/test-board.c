/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-order-board-private.h"
#include "desktop/pd-order-card.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"
#include "store/store-fixture.h"

/* The board: a column for each stage, those due first, no more cards than can be looked at, and moves that are asked for. */

#define NOW G_GINT64_CONSTANT (1790000000000000)
#define N_PAYMENT (PD_ORDER_BOARD_CARDS + 5)

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *window;
  PdOrderBoard *board;
  char *activated; /* (owned) (nullable) */
  char *moved;     /* (owned) (nullable) the stage that was wanted */
} Fixture;

static void
add_order (PdWirePage *page, const char *kind, const char *stage, guint number)
{
  PdRecord *order = pd_order_new (NOW + page->records->len * 1000, "2026-09-01");
  PdRecord *line = pd_order_add_line (order, NOW);
  g_autofree char *name = g_strdup_printf ("PX-%s-%02u", stage != NULL ? stage : "draft", number);
  /* The last one is due first; the first has no date. */
  g_autofree char *due = number > 0 ? g_strdup_printf ("2026-10-%02u", 31 - number % 31) : NULL;

  pd_record_set_text (order, PD_ORDER_NUMBER, name);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "杭州临溪样例科技有限公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "茶饮料");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 11300);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (order, PD_ORDER_KIND, kind);
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "杭州市临溪路1号");
  pd_record_set_text (order, PD_ORDER_CONTACT_NAME, "王样例");
  pd_record_set_text (order, PD_ORDER_CONTACT_PHONE, "13900000000");
  pd_record_set_text (order, PD_ORDER_STAGE, stage);
  pd_record_set_text (order, PD_ORDER_DUE_DATE, due);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_derive (order);
  pd_record_set_revision (order, 1);
  pd_record_set_sequence (order, page->records->len + 1);
  g_ptr_array_add (page->records, order);
}

static gboolean
fill_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  for (guint i = 0; i < N_PAYMENT; i++)
    add_order (page, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_PAYMENT, i);
  add_order (page, PD_ORDER_KIND_GOODS, NULL, 1);
  add_order (page, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_DONE, 1);
  add_order (page, PD_ORDER_KIND_SERVICE, PD_ORDER_STAGE_WORKING, 1);
  page->epoch = g_strdup ("epoch");
  page->next = g_strdup_printf ("%u", page->records->len);
  page->head = page->records->len;
  return store_fixture_apply (session, page, NOW, error);
}

static void
wait_for_board (Fixture *fixture)
{
  do
    g_main_context_iteration (NULL, TRUE);
  while (!pd_order_board_is_loaded (fixture->board));
}

static void
activated_cb (PdOrderBoard *board, const char *id, Fixture *fixture)
{
  g_free (fixture->activated);
  fixture->activated = g_strdup (id);
}

static void
moved_cb (PdOrderBoard *board, const char *id, const char *stage, Fixture *fixture)
{
  g_free (fixture->moved);
  fixture->moved = g_strdup (stage);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");

  g_settings_reset (settings, "board-kind");
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, fill_job, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->window = gtk_window_new ();
  fixture->board = PD_ORDER_BOARD (pd_order_board_new (fixture->store));
  g_signal_connect (fixture->board, "activated", G_CALLBACK (activated_cb), fixture);
  g_signal_connect (fixture->board, "moved", G_CALLBACK (moved_cb), fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->board));
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for_board (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  desktop_fixture_close_store (&fixture->store, fixture->folder);
  g_free (fixture->activated);
  g_free (fixture->moved);
}

static PdBoardColumn *
column (Fixture *fixture, const char *stage)
{
  for (guint i = 0; i < fixture->board->columns->len; i++)
    if (g_str_equal (((PdBoardColumn *) fixture->board->columns->pdata[i])->stage, stage))
      return fixture->board->columns->pdata[i];
  return NULL;
}

static guint
n_cards (PdBoardColumn *of)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (GTK_LIST_BOX (of->list), (int) n) != NULL)
    n++;
  return n;
}

static void
assert_stages (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) stages = g_string_new (NULL);

  for (guint i = 0; i < fixture->board->columns->len; i++)
    g_string_append_printf (stages, "%s%s", i > 0 ? " " : "",
                            ((PdBoardColumn *) fixture->board->columns->pdata[i])->stage);
  g_assert_cmpstr (stages->str, ==, expected);
}

static void
test_columns (Fixture *fixture, gconstpointer data)
{
  PdBoardColumn *payment = column (fixture, PD_ORDER_STAGE_PAYMENT);

  assert_stages (fixture, "draft review payment delivery shipped done cancelled");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->board)));
  g_assert_nonnull (gtk_widget_get_focus_child (column (fixture, PD_ORDER_STAGE_DRAFT)->list));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (payment->head)), ==, "To be paid 30");
  g_assert_cmpuint (n_cards (payment), ==, PD_ORDER_BOARD_CARDS);
  g_assert_cmpuint (n_cards (column (fixture, PD_ORDER_STAGE_DRAFT)), ==, 1);
  g_assert_cmpuint (n_cards (column (fixture, PD_ORDER_STAGE_REVIEW)), ==, 0);
  g_assert_cmpuint (n_cards (column (fixture, PD_ORDER_STAGE_DONE)), ==, 1);
  g_assert_false (gtk_widget_get_visible (column (fixture, PD_ORDER_STAGE_DONE)->more));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (payment->more)), ==, "5 more");
  g_signal_emit_by_name (payment->more, "clicked");
  wait_for_board (fixture);
  g_assert_cmpuint (n_cards (payment), ==, N_PAYMENT);
  g_assert_false (gtk_widget_get_visible (payment->more));
}

static void
test_kind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *kind = NULL;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_last_child (fixture->board->kinds)), TRUE);
  wait_for_board (fixture);
  assert_stages (fixture, "draft review assignment appointed working acceptance done followed_up cancelled");
  g_assert_cmpuint (n_cards (column (fixture, PD_ORDER_STAGE_WORKING)), ==, 1);
  g_assert_cmpuint (n_cards (column (fixture, PD_ORDER_STAGE_DONE)), ==, 0);
  kind = g_settings_get_string (settings, "board-kind");
  g_assert_cmpstr (kind, ==, "service");
}

static GtkWidget *
card (PdBoardColumn *of, int position)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (of->list), position));
}

static gboolean
title_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, data, error);

  g_assert_cmpstr (pd_record_get_title (order), ==, "PX-payment-29");
  return TRUE;
}

/* What is due first lies on top; a card opens its order, and a move is asked for and never made here. */
static void
test_moves (Fixture *fixture, gconstpointer data)
{
  PdBoardColumn *payment = column (fixture, PD_ORDER_STAGE_PAYMENT);
  GtkWidget *first = card (payment, 0);

  g_signal_emit_by_name (payment->list, "row-activated", first);
  g_assert_cmpstr (fixture->activated, ==, pd_order_card_get_id (first));
  pd_store_read (fixture->store, title_job, fixture->activated, NULL, NULL);
  pd_order_board_move (fixture->board, first, PD_ORDER_STAGE_PAYMENT);
  g_assert_null (fixture->moved);
  pd_order_board_move (fixture->board, first, PD_ORDER_STAGE_DELIVERY);
  g_assert_cmpstr (fixture->moved, ==, PD_ORDER_STAGE_DELIVERY);
  g_assert_true (card (payment, 0) == first);
}

static gboolean
edit_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, data, error);

  pd_record_set_text (order, PD_ORDER_DUE_DATE, "2026-12-31");
  return pd_store_save_record (session, order, NOW, error);
}

/* Cards are made anew when the cache changes; the keyboard stays with its order. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  PdBoardColumn *payment = column (fixture, PD_ORDER_STAGE_PAYMENT);
  g_autofree char *id = g_strdup (pd_order_card_get_id (card (payment, 1)));
  g_autofree char *first = g_strdup (pd_order_card_get_id (card (payment, 0)));
  g_autoptr (GError) error = NULL;

  gtk_widget_grab_focus (card (payment, 1));
  pd_store_write (fixture->store, edit_job, first, NULL, &error);
  g_assert_no_error (error);
  while (g_strcmp0 (pd_order_card_get_id (card (payment, 0)), id) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_is_focus (card (payment, 0)));
}

static gboolean
submit_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_add_command (session, &pd_order_type, data, "submit", NULL, NOW, error);
}

/* A card that was moved keeps the keyboard, in the column where it is then: after the question about the step, too. */
static void
test_moved_card_keeps_focus (Fixture *fixture, gconstpointer data)
{
  PdBoardColumn *draft = column (fixture, PD_ORDER_STAGE_DRAFT);
  PdBoardColumn *review = column (fixture, PD_ORDER_STAGE_REVIEW);
  g_autofree char *id = g_strdup (pd_order_card_get_id (card (draft, 0)));
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (fixture->window), "Submit?", NULL);

  gtk_widget_grab_focus (card (draft, 0));
  gtk_window_present (GTK_WINDOW (dialog));
  while (!gtk_widget_get_mapped (dialog))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (dialog));
  pd_store_write (fixture->store, submit_job, id, NULL, &error);
  g_assert_no_error (error);
  while (card (review, 0) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (pd_order_card_get_id (card (review, 0)), ==, id);
  desktop_fixture_settle (fixture->store);
  g_assert_true (gtk_widget_is_focus (card (review, 0)));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/board/columns", Fixture, NULL, set_up, test_columns, tear_down);
  g_test_add ("/board/kind", Fixture, NULL, set_up, test_kind, tear_down);
  g_test_add ("/board/moves", Fixture, NULL, set_up, test_moves, tear_down);
  g_test_add ("/board/live", Fixture, NULL, set_up, test_live, tear_down);
  g_test_add ("/board/moved-card-keeps-focus", Fixture, NULL, set_up, test_moved_card_keeps_focus, tear_down);
  return g_test_run ();
}
