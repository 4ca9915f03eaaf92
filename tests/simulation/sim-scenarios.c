/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include "model/pd-order-template.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

/* Desktop 0 is finance's, 1 the administrator's, 2 a clerk's. All are offline except while a line says otherwise. */

#define A 1
#define B 2
#define C 3
#define BUYERS 100
#define TODAY "2026-11-06"
#define LAST_YEAR "2025-03-04"
#define FORGET_ALL_SIGN_INS "UPDATE token SET revoked_at = 1"

static void
edit (SimScript *s, guint desktop, guint number, const char *text)
{
  sim_step_set (s, desktop, &pd_order_type, number, PD_ORDER_REMARK, text);
}

static void
date (SimScript *s, guint desktop, guint number, const char *day)
{
  sim_step_set (s, desktop, &pd_order_type, number, PD_ORDER_DATE, day);
}

/* Everybody has one order. */
static void
begin (SimScript *s)
{
  sim_step_order (s, 0, A, TODAY);
  sim_script_sync_all (s);
}

static void
create (SimScript *s)
{
  sim_step_order (s, 0, A, TODAY);
  sim_script_sync (s, 0);
}

static void
edit_once (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "改");
  sim_script_sync (s, 0);
}

static void
edit_folded (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "改一");
  edit (s, 0, A, "改二");
  sim_step_price (s, 0, A, 22600);
  sim_script_sync (s, 0);
}

static void
create_folded (SimScript *s)
{
  sim_step_order (s, 0, A, TODAY);
  edit (s, 0, A, "改");
  sim_step_note (s, 0, A, "备注");
  sim_script_sync (s, 0);
}

static void
create_deleted (SimScript *s)
{
  sim_step_order (s, 0, A, TODAY);
  sim_step_order (s, 0, B, TODAY);
  sim_step_delete (s, 0, &pd_order_type, A, 1);
  sim_script_sync (s, 0);
}

/* The platform has it, its author does not know, and goes on. */
static void
edit_in_flight (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "改一");
  s->loses_answers = TRUE;
  sim_script_try (s, 0);
  edit (s, 0, A, "改二");
  s->loses_answers = FALSE;
  sim_script_sync (s, 0);
}

static void
lost_answer (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "改");
  sim_step_order (s, 0, B, TODAY);
  s->loses_answers = TRUE;
  sim_script_try (s, 0);
  s->loses_answers = FALSE;
  edit (s, 1, A, "改");
  sim_script_sync (s, 1);
  sim_script_sync (s, 0);
}

static void
merge (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "财务");
  sim_step_note (s, 0, A, "财务");
  sim_step_set (s, 1, &pd_order_type, A, PD_ORDER_BUYER_ADDRESS, "广州");
  sim_step_note (s, 1, A, "管理");
  sim_script_sync (s, 1);
  sim_script_sync (s, 0);
}

static void
make_conflict (SimScript *s)
{
  begin (s);
  edit (s, 1, A, "管理");
  edit (s, 0, A, "财务");
  sim_script_sync (s, 1);
  sim_script_sync (s, 0);
}

static void
conflict (SimScript *s)
{
  make_conflict (s);
  sim_step_order (s, 0, B, TODAY);
}

static void
conflict_mine (SimScript *s)
{
  make_conflict (s);
  sim_step_decide (s, 0, TRUE);
  sim_script_sync (s, 0);
}

static void
conflict_theirs (SimScript *s)
{
  make_conflict (s);
  sim_step_decide (s, 0, FALSE);
  sim_script_sync (s, 0);
}

static void
undo_unsent (SimScript *s)
{
  make_conflict (s);
  sim_step_decide (s, 0, TRUE);
  sim_step_undo (s, 0);
  sim_script_sync (s, 0);
  sim_step_decide (s, 0, FALSE);
}

static void
undo_sent (SimScript *s)
{
  make_conflict (s);
  sim_step_decide (s, 0, TRUE);
  sim_script_sync (s, 0);
  sim_step_undo (s, 0);
  sim_script_sync (s, 0);
}

static void delete (SimScript *s)
{
  begin (s);
  sim_step_delete (s, 0, &pd_order_type, A, 1);
  sim_script_sync (s, 0);
}

static void
delete_edited (SimScript *s)
{
  begin (s);
  edit (s, 1, A, "管理");
  sim_script_sync (s, 1);
  sim_step_delete (s, 0, &pd_order_type, A, 1);
  sim_script_sync (s, 0);
}

static void
edit_deleted (SimScript *s)
{
  begin (s);
  sim_step_delete (s, 1, &pd_order_type, A, 1);
  sim_script_sync (s, 1);
  edit (s, 0, A, "财务");
  sim_script_sync (s, 0);
}

/* Until the invoice is there: an attempt whose outcome nobody knows may have failed. */
static void
ask_bureau (SimScript *s)
{
  sim_script_bureau (s);
  sim_script_sync (s, 0);
  for (guint attempt = 0; attempt < 3 && sim_step_is_open (s, 0, A); attempt++)
    {
      sim_step_command (s, 0, A, "issue");
      sim_script_sync (s, 0);
      sim_script_bureau (s);
      sim_script_sync (s, 0);
    }
}

static void
issue (SimScript *s)
{
  begin (s);
  sim_step_command (s, 0, A, "issue");
  sim_script_sync (s, 0);
  ask_bureau (s);
}

/* The total is not the one that was seen. */
static void
issue_refused (SimScript *s)
{
  begin (s);
  sim_step_price (s, 1, A, 33900);
  sim_script_sync (s, 1);
  sim_step_command (s, 0, A, "issue");
  sim_script_sync (s, 0);
  sim_script_bureau (s);
}

static void
issue_twice (SimScript *s)
{
  begin (s);
  sim_step_command (s, 0, A, "issue");
  sim_step_command (s, 1, A, "issue");
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
  ask_bureau (s);
}

static void
edit_issued (SimScript *s)
{
  begin (s);
  edit (s, 1, A, "管理");
  sim_step_command (s, 0, A, "issue");
  sim_script_sync (s, 0);
  ask_bureau (s);
  sim_script_sync (s, 1);
}

static void
cancel (SimScript *s)
{
  begin (s);
  sim_step_command (s, 0, A, "cancel");
  sim_script_sync (s, 0);
}

static void
reopen (SimScript *s)
{
  cancel (s);
  sim_script_sync (s, 1);
  sim_step_command (s, 1, A, "reopen");
  sim_script_sync (s, 1);
  sim_script_sync (s, 0);
  edit (s, 0, A, "又开");
}

static void
withdraw (SimScript *s)
{
  begin (s);
  sim_step_command (s, 0, A, "cancel");
  sim_step_withdraw (s, 0, A);
  edit (s, 0, A, "不取消");
}

static void
note_on_invoice (SimScript *s)
{
  issue (s);
  sim_script_sync_all (s);
  sim_step_note_invoice (s, 0, "已寄出");
  sim_step_note_invoice (s, 1, "已收到");
  sim_step_note (s, 1, A, "备注");
  sim_script_sync (s, 1);
  sim_script_sync (s, 0);
}

static void
import (SimScript *s)
{
  sim_step_buyers (s, 0, BUYERS, 20);
  sim_script_sync (s, 0);
}

static void
first_pull (SimScript *s)
{
  sim_step_buyers (s, 0, BUYERS, 25);
  sim_step_order (s, 0, A, TODAY);
  sim_step_order (s, 0, B, LAST_YEAR);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

static void
many_batches (SimScript *s)
{
  s->most_mutations = 3;
  sim_step_buyers (s, 0, BUYERS, 8);
  sim_step_order (s, 0, A, TODAY);
  sim_script_sync (s, 0);
}

/* A proxy takes no large body. */
static void
too_large (SimScript *s)
{
  s->most_bytes = 1500;
  sim_step_buyers (s, 0, BUYERS, 8);
  sim_script_sync (s, 0);
}

static void
captive_portal (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "改");
  s->portal = TRUE;
  sim_script_try (s, 0);
  s->portal = FALSE;
  sim_script_sync (s, 0);
}

static void
sign_in_expired (SimScript *s)
{
  begin (s);
  edit (s, 0, A, "改");
  s->loses_answers = TRUE;
  sim_script_try (s, 0);
  s->loses_answers = FALSE;
  sim_script_sql (s, FORGET_ALL_SIGN_INS);
  edit (s, 1, A, "也改");
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

/* A copy of the cache is put back: its counter runs backwards. */
static void
old_copy (SimScript *s)
{
  begin (s);
  sim_script_copy (s, 0);
  edit (s, 0, A, "改一");
  sim_script_sync (s, 0);
  sim_script_put_back (s, 0, 0);
  edit (s, 0, A, "改二");
  sim_step_order (s, 0, B, TODAY);
  sim_script_sync (s, 0);
}

/* Two computers with one cache. */
static void
cloned (SimScript *s)
{
  begin (s);
  sim_step_order (s, 0, B, TODAY);
  sim_script_copy (s, 0);
  sim_script_put_back (s, 1, 0);
  sim_step_order (s, 0, C, TODAY);
  edit (s, 1, A, "改");
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

/* Last night's backup: what was made today is on the desktops alone. */
static void
restored (SimScript *s)
{
  begin (s);
  sim_script_back_up (s);
  sim_step_order (s, 0, B, TODAY);
  edit (s, 0, A, "今天");
  sim_script_sync_all (s);
  edit (s, 1, A, "没有寄出");
  sim_script_restore (s);
  sim_step_order (s, 0, C, TODAY);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

/* … while a year is on its way out, and somebody goes on with it. */
static void
restored_leaving (SimScript *s)
{
  sim_step_order (s, 0, A, TODAY);
  sim_step_order (s, 0, B, LAST_YEAR);
  sim_script_sync_all (s);
  sim_script_back_up (s);
  edit (s, 0, B, "今天");
  sim_script_sync_all (s);
  sim_step_keep_since (s, 1, 2026);
  sim_script_restore (s);
  sim_script_sync (s, 0);
  edit (s, 0, B, "又今天");
  sim_script_sync (s, 0);
  sim_step_order (s, 1, C, LAST_YEAR);
  sim_script_sync (s, 1);
}

static void
keep_fewer (SimScript *s)
{
  sim_step_order (s, 0, A, TODAY);
  for (guint i = 0; i < 5; i++)
    sim_step_order (s, 0, B + i, LAST_YEAR);
  sim_script_sync_all (s);
  edit (s, 1, B, "还没有寄出");
  sim_step_keep_since (s, 1, 2026);
  sim_script_sync (s, 1);
}

static void
keep_more (SimScript *s)
{
  keep_fewer (s);
  edit (s, 0, C, "改");
  sim_script_sync (s, 0);
  sim_step_keep_since (s, 1, 0);
  sim_script_sync (s, 1);
}

static void
move_year (SimScript *s)
{
  begin (s);
  sim_step_keep_since (s, 1, 2026);
  sim_script_sync (s, 1);
  date (s, 0, A, LAST_YEAR);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

static void
move_and_back (SimScript *s)
{
  move_year (s);
  date (s, 0, A, TODAY);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

/* It leaves while somebody has changed it. */
static void
move_dirty (SimScript *s)
{
  begin (s);
  sim_step_keep_since (s, 1, 2026);
  sim_script_sync (s, 1);
  edit (s, 1, A, "管理");
  date (s, 0, A, LAST_YEAR);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

/* … and it conflicts. */
static void
move_conflict (SimScript *s)
{
  begin (s);
  sim_step_keep_since (s, 1, 2026);
  sim_script_sync (s, 1);
  edit (s, 1, A, "管理");
  edit (s, 0, A, "财务");
  date (s, 0, A, LAST_YEAR);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
  sim_step_decide (s, 1, FALSE);
}

static void
move_own (SimScript *s)
{
  begin (s);
  sim_step_keep_since (s, 0, 2026);
  sim_script_sync (s, 0);
  date (s, 0, A, LAST_YEAR);
  sim_script_sync (s, 0);
  sim_step_keep_since (s, 0, 2026);
  sim_script_sync (s, 0);
}

static void
role_hides (SimScript *s)
{
  issue (s);
  sim_script_sync_all (s);
  sim_script_sql (s, "UPDATE user SET role = 'warehouse' WHERE name = 'admin'");
  sim_step_order (s, 0, B, TODAY);
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

static void
role_shows (SimScript *s)
{
  role_hides (s);
  sim_script_sql (s, "UPDATE user SET role = 'admin' WHERE name = 'admin'");
  sim_step_note_invoice (s, 0, "备注");
  sim_script_sync (s, 0);
  sim_script_sync (s, 1);
}

/* Somebody deletes nearly everything. */
static void
mass_deletion (SimScript *s)
{
  sim_step_buyers (s, 0, BUYERS, 60);
  sim_script_sync_all (s);
  sim_step_delete (s, 1, &pd_buyer_type, BUYERS, 55);
  sim_script_sync (s, 1);
  sim_step_set (s, 0, &pd_buyer_type, BUYERS + 57, PD_BUYER_ADDRESS, "广州");
  sim_script_try (s, 0);
  sim_script_expect_blocked (s, 0);
  s->allows_removal = TRUE;
  sim_script_sync (s, 0);
}

static void
repair (SimScript *s)
{
  sim_step_buyers (s, 0, BUYERS, 12);
  sim_script_sync_all (s);
  sim_step_lose_row (s, 1, &pd_buyer_type, BUYERS + 3);
  sim_step_lose_row (s, 1, &pd_buyer_type, BUYERS + 9);
  sim_script_sync (s, 1);
}

/* The platform makes the order while somebody changes its template, and looks for it again. */
static void
recurring (SimScript *s)
{
  sim_step_template (s, 0, A, TODAY);
  sim_script_sync_all (s);
  sim_step_set (s, 1, &pd_order_template_type, A, PD_ORDER_TEMPLATE_NAME, "改名");
  sim_script_make_due (s);
  sim_script_sync (s, 0);
  sim_script_make_due (s);
  sim_script_sync (s, 1);
  sim_script_sync (s, 0);
  sim_script_expect_orders (s, 1);
}

const SimScenario sim_scenarios[] = {
  { "create", 2, create },
  { "edit", 2, edit_once },
  { "edit, folded", 2, edit_folded },
  { "create, folded", 2, create_folded },
  { "create, deleted", 2, create_deleted },
  { "edit in flight", 2, edit_in_flight },
  { "answer lost", 2, lost_answer },
  { "merge", 2, merge },
  { "conflict", 2, conflict },
  { "conflict: mine", 2, conflict_mine },
  { "conflict: theirs", 2, conflict_theirs },
  { "undo before sending", 2, undo_unsent },
  { "undo after sending", 2, undo_sent },
  { "delete", 2, delete },
  { "delete what was edited", 2, delete_edited },
  { "edit what was deleted", 2, edit_deleted },
  { "issue", 2, issue, TRUE },
  { "issue, refused", 2, issue_refused },
  { "issue, twice", 2, issue_twice, TRUE },
  { "edit what was issued", 2, edit_issued, TRUE },
  { "cancel", 2, cancel },
  { "reopen", 2, reopen },
  { "withdraw", 2, withdraw },
  { "note on an invoice", 2, note_on_invoice, TRUE },
  { "import", 2, import },
  { "first pull, many pages", 2, first_pull },
  { "push, many batches", 2, many_batches },
  { "push, too large", 2, too_large },
  { "captive portal", 2, captive_portal },
  { "sign-in expired", 2, sign_in_expired },
  { "old copy put back", 2, old_copy },
  { "cloned cache", 2, cloned },
  { "platform restored", 2, restored },
  { "restored while leaving", 2, restored_leaving },
  { "keep fewer years", 2, keep_fewer },
  { "keep more years", 2, keep_more },
  { "move to another year", 2, move_year },
  { "move and come back", 2, move_and_back },
  { "move while edited", 2, move_dirty },
  { "move while in conflict", 2, move_conflict },
  { "move away by oneself", 2, move_own },
  { "role hides invoices", 2, role_hides, TRUE },
  { "role shows invoices again", 2, role_shows, TRUE },
  { "mass deletion", 2, mass_deletion },
  { "repair after damage", 2, repair },
  { "recurring order", 2, recurring },
};
const guint sim_n_scenarios = G_N_ELEMENTS (sim_scenarios);
