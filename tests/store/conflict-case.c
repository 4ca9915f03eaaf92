/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conflict-case.h"

/* Two dumps of the cache: what differs is named, not everything. */
void
case_assert_same (const char *before, const char *after)
{
  g_auto (GStrv) was = g_strsplit_set (before, "|\n", -1);
  g_auto (GStrv) is = g_strsplit_set (after, "|\n", -1);

  g_assert_cmpuint (g_strv_length (was), ==, g_strv_length (is));
  for (guint i = 0; was[i] != NULL; i++)
    g_assert_cmpstr (was[i], ==, is[i]);
}

void
case_resolve (StoreFixture *fixture, const PdStoreConflict *conflict, const PdResolution *resolution)
{
  g_autoptr (GError) error = NULL;

  pd_store_resolve (fixture->session, conflict->id, resolution, fixture->now += 1000, &error);
  g_assert_no_error (error);
}

void
case_undo (StoreFixture *fixture, const char *id, PdUndo expected)
{
  g_autoptr (GError) error = NULL;
  PdUndo how;
  g_autofree char *entry = pd_store_undo (fixture->session, id, fixture->now += 1000, &how, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  g_assert_cmpint (how, ==, expected);
  g_assert_cmpint (g_str_equal (entry, id), ==, expected != PD_UNDO_PUT_BACK);
}

void
case_cannot_undo (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdUndo how;

  g_assert_null (pd_store_undo (fixture->session, id, fixture->now += 1000, &how, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

void
case_accept (StoreFixture *fixture, gint64 revision, const char *remark)
{
  g_autoptr (PdMutation) mutation = store_fixture_freeze_one (fixture);
  g_autoptr (PdRecord) view = store_fixture_get (fixture, mutation->record_id);
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

  result->record = store_fixture_with_text (view, revision, PD_ORDER_REMARK, remark);
  store_fixture_answer (fixture, result);
}

/* Which history this is must be known first: else what the platform said is of one that may be over. */
void
case_begin_history (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_fixture_pull (fixture, NULL, 0, &error);
  g_assert_no_error (error);
}

void
case_clear (Case *self)
{
  pd_record_unref (self->order);
  pd_record_unref (self->remote);
  pd_store_conflict_free (self->conflict);
  pd_resolution_free (self->resolution);
}

void
case_init (Case *self, StoreFixture *fixture)
{
  g_autoptr (PdRecord) first = NULL;

  self->order = store_fixture_accepted (fixture, "甲公司", "打印纸");
  self->id = pd_record_get_id (self->order);
  store_fixture_edit (fixture, self->id, PD_ORDER_REMARK, "mine");
  store_fixture_edit (fixture, self->id, PD_ORDER_BUYER_EMAIL, "mine@example.com");
  first = store_fixture_with_text (self->order, 2, PD_ORDER_REMARK, "theirs");
  self->remote = store_fixture_with_text (first, 2, PD_ORDER_BUYER_EMAIL, "theirs@example.com");
  pd_record_set_text (self->remote, PD_ORDER_CHANGED_BY, "li");
  pd_record_set_text (self->remote, PD_ORDER_BUYER_PHONE, "1");
  store_fixture_take (fixture, self->remote);
  self->conflict = store_fixture_only_conflict (fixture);
  self->resolution = pd_store_conflict_resolution (self->conflict);
}
