/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two desks without a network take the same invoice in, and use it. */
#include <string.h>

#include "model/pd-attachment.h"
#include "model/pd-received-invoice.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-resolve.h"
#include "sync/pd-sync-reconcile.h"
#include "sync/sync-fixture.h"

#define NUMBER "26332000000000000018"

static PdRecord *
make (char file, const char *day)
{
  g_autofree char *id = pd_received_id ("company", NULL, NUMBER);
  g_autofree char *hash = g_strnfill (PD_ATTACHMENT_HASH_LENGTH, file);
  PdRecord *received = pd_record_new (&pd_received_type, id);

  pd_record_set_text (received, PD_RECEIVED_TAKEN_ON, day);
  pd_record_set_text (received, PD_RECEIVED_NUMBER, NUMBER);
  pd_record_set_integer (received, PD_RECEIVED_GROSS_AMOUNT, 11300);
  pd_received_add_file (received, "a.pdf", "application/pdf", 10, hash);
  return received;
}

/* Both save, then synchronise in turn. @n_files: what the one record has in the end */
static void
take_in (const char *files, guint n_files)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) first = make (files[0], "2026-11-06");
  g_autoptr (PdRecord) second = make (files[1], "2026-11-07");

  save (office, 0, first);
  save (office, 1, second);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) conflicts = open_conflicts (office, i);
      PdRowState state = PD_ROW_REJECTED;
      g_autoptr (PdRecord) now = try_load (office, i, &pd_received_type, pd_record_get_id (first), &state);

      g_assert_cmpuint (conflicts->len, ==, 0);
      g_assert_cmpint (state, ==, PD_ROW_CLEAN);
      g_assert_cmpuint (pd_record_get_attachments (now)->len, ==, n_files);
      g_assert_cmpstr (pd_record_get_text (now, PD_RECEIVED_CREATED_BY), ==, "clerk");
      g_assert_cmpstr (pd_record_get_text (now, PD_RECEIVED_TAKEN_ON), ==, "2026-11-06");
    }
  office_close (office);
}

static void
test_same_file (void)
{
  take_in ("aa", 1);
}

static void
test_other_file (void)
{
  take_in ("ab", 2);
}

/* What each has written beside what the invoice says stays, also where the other took it in first. */
static void
test_notes (void)
{
  static const char *const notes[][2] = { { "甲记一笔", "乙记一笔" },
                                          { NULL, "乙记一笔" },
                                          { "甲记一笔", NULL } };

  for (guint n = 0; n < G_N_ELEMENTS (notes); n++)
    {
      Office *office = office_open_signed_in ("clerk", "finance");
      g_autoptr (PdRecord) first = make ('a', "2026-11-06");
      g_autoptr (PdRecord) second = make ('b', "2026-11-07");
      PdRecord *records[] = { first, second };
      g_autoptr (GPtrArray) conflicts = NULL;
      g_autoptr (PdRecord) now = NULL;
      const char *note;

      for (guint i = 0; i < 2; i++)
        {
          pd_record_set_text (records[i], PD_RECEIVED_NOTE, notes[n][i]);
          save (office, i, records[i]);
        }
      for (guint i = 0; i < 3; i++)
        sync_desktop (office, i % 2);
      conflicts = open_conflicts (office, 1);
      now = load (office, 0, &pd_received_type, pd_record_get_id (first));
      note = pd_record_get_text (now, PD_RECEIVED_NOTE);
      for (guint i = 0; i < 2; i++)
        g_assert_true (notes[n][i] == NULL || strstr (note, notes[n][i]) != NULL || conflicts->len == 1);
      office_close (office);
    }
}

/* Different content under one number is a person's to decide, and nothing is overwritten meanwhile. */
static void
test_different (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) first = make ('a', "2026-11-06");
  g_autoptr (PdRecord) second = make ('b', "2026-11-06");
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (PdRecord) theirs = NULL;

  pd_record_set_integer (second, PD_RECEIVED_GROSS_AMOUNT, 11301);
  save (office, 0, first);
  save (office, 1, second);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  conflicts = open_conflicts (office, 1);
  g_assert_cmpuint (conflicts->len, ==, 1);
  theirs = load (office, 0, &pd_received_type, pd_record_get_id (first));
  g_assert_cmpint (pd_record_get_integer (theirs, PD_RECEIVED_GROSS_AMOUNT), ==, 11300);
  office_close (office);
}

typedef struct
{
  const char *id;
  const char *command;
  const char *voucher;
} Use;

static gboolean
use_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Use *use = data;

  return pd_store_add_command (session, &pd_received_type, use->id, use->command, use->voucher,
                               g_get_real_time (), error);
}

static gboolean
repeat_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_repeat_command (session, data, g_get_real_time (), error);
}

static gboolean
as_new_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_resolve_as_new (session, data, g_get_real_time (), NULL, error);
}

static void
assert_refused (Office *office, guint index, char *conflict, PdStoreJob job)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (pd_store_write (office->desktops[index].store, job, conflict, NULL, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

static void
release_and_repeat (Office *office, const char *id, const char *conflict)
{
  Use release = { id, "release", "wrong voucher" };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) now = NULL;

  pd_store_write (office->desktops[0].store, use_job, &release, NULL, &error);
  g_assert_no_error (error);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  pd_store_write (office->desktops[1].store, repeat_job, (gpointer) conflict, NULL, &error);
  g_assert_no_error (error);
  sync_desktop (office, 1);
  now = load (office, 1, &pd_received_type, id);
  g_assert_cmpstr (pd_record_get_state (now), ==, PD_RECEIVED_STATE_REIMBURSED);
  g_assert_cmpstr (pd_record_get_text (now, PD_RECEIVED_STATE_REASON), ==, "V-2");
  g_assert_cmpstr (pd_record_get_text (now, PD_RECEIVED_STATE_BY), ==, "admin");
}

/* One of two that use it without a network is told who was first, when, and with which voucher. */
static void
test_used_by_two (void)
{
  Office *office = office_open_signed_in ("finance", "admin");
  g_autoptr (PdRecord) received = make ('a', "2026-11-06");
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (PdRecord) now = NULL;
  const char *id = pd_record_get_id (received);
  const PdStoreConflict *conflict;

  save (office, 0, received);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  for (guint i = 0; i < 2; i++)
    {
      Use use = { id, "reimburse", i == 0 ? "V-1" : "V-2" };
      g_autoptr (GError) error = NULL;

      pd_store_write (office->desktops[i].store, use_job, &use, NULL, &error);
      g_assert_no_error (error);
    }
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  none = open_conflicts (office, 0);
  conflicts = open_conflicts (office, 1);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = conflicts->pdata[0];
  g_assert_nonnull (strstr (conflict->message, "finance"));
  g_assert_nonnull (strstr (conflict->message, "V-1"));
  /* What the second had typed in is not lost. */
  g_assert_cmpstr (conflict->command, ==, "reimburse");
  g_assert_cmpstr (conflict->words, ==, "V-2");
  now = load (office, 1, &pd_received_type, id);
  g_assert_cmpstr (pd_record_get_text (now, PD_RECEIVED_STATE_REASON), ==, "V-1");
  g_assert_cmpstr (pd_record_get_text (now, PD_RECEIVED_STATE_BY), ==, "finance");
  /* It is in use, whoever asks again; once it is released, with the very voucher. */
  assert_refused (office, 1, conflict->id, repeat_job);
  release_and_repeat (office, id, conflict->id);
  office_close (office);
}

/* An edit that comes after the use is no second invoice. */
static void
test_no_second_record (void)
{
  Office *office = office_open_signed_in ("finance", "admin");
  g_autoptr (PdRecord) received = make ('a', "2026-11-06");
  g_autoptr (PdRecord) edited = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;
  Use use = { pd_record_get_id (received), "reimburse", "V-1" };

  save (office, 0, received);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  pd_store_write (office->desktops[0].store, use_job, &use, NULL, &error);
  g_assert_no_error (error);
  edited = load (office, 1, &pd_received_type, use.id);
  pd_record_set_text (edited, PD_RECEIVED_SELLER_NAME, "甲有限公司");
  save (office, 1, edited);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  conflicts = open_conflicts (office, 1);
  g_assert_cmpuint (conflicts->len, ==, 1);
  assert_refused (office, 1, ((const PdStoreConflict *) conflicts->pdata[0])->id, as_new_job);
  office_close (office);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* (transfer full) (nullable): what is said of the number, and of which type it is */
static char *
find_number (Office *office, guint index, const char *text, PdReconcileReason reason)
{
  PdSyncService *service = office->desktops[index].service;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  const PdReconcileItem *item;

  pd_sync_service_find_async (service, text, NULL, found_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  found = pd_sync_service_find_finish (service, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  item = found->pdata[0];
  g_assert_true (item->type == &pd_received_type);
  g_assert_cmpstr (pd_reconcile_reason_name (item->reason), ==, pd_reconcile_reason_name (reason));
  return pd_reconcile_item_describe (item);
}

/* "Where is it": by its number or a part of it, what became of it, and where its file lies. */
static void
test_found (void)
{
  Office *office = office_open_signed_in ("finance", "admin");
  g_autoptr (PdRecord) received = make ('a', "2026-11-06");
  Use use = { pd_record_get_id (received), "book", "V-17" };
  g_autofree char *unsent = NULL;
  g_autofree char *there = NULL;
  g_autofree char *booked = NULL;
  g_autoptr (GError) error = NULL;

  pd_record_set_text (received, PD_RECEIVED_ISSUE_DATE, "2026-10-31");
  save (office, 0, received);
  unsent = find_number (office, 0, NUMBER, PD_RECONCILE_NEVER_SENT);
  g_assert_nonnull (strstr (unsent, "2026-10: a.pdf."));
  sync_desktop (office, 0);
  there = find_number (office, 1, NUMBER, PD_RECONCILE_MISSING_HERE);
  sync_desktop (office, 1);
  pd_store_write (office->desktops[1].store, use_job, &use, NULL, &error);
  g_assert_no_error (error);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  booked = find_number (office, 0, "2000000000000018", PD_RECONCILE_BOTH);
  g_assert_nonnull (strstr (booked, "Booked"));
  g_assert_nonnull (strstr (booked, "V-17"));
  g_assert_nonnull (strstr (booked, "by finance"));
  g_assert_nonnull (strstr (booked, "2026-10: a.pdf."));
  office_close (office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/received/same-file", test_same_file);
  g_test_add_func ("/sync/received/other-file", test_other_file);
  g_test_add_func ("/sync/received/notes", test_notes);
  g_test_add_func ("/sync/received/different", test_different);
  g_test_add_func ("/sync/received/used-by-two", test_used_by_two);
  g_test_add_func ("/sync/received/found", test_found);
  g_test_add_func ("/sync/received/no-second-record", test_no_second_record);
  return g_test_run ();
}
