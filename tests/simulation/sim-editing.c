/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

/* What a person types into a form. Every text holds a word of its own, see sim-tokens.c. */

static const char *
type_token (Sim *sim, GPtrArray *typed, const char *path)
{
  SimToken *token = sim_token_new (sim, path);

  g_ptr_array_add (typed, token);
  return token->text;
}

static void
type_text (Sim *sim, PdRecord *record, guint field, const char *path, GPtrArray *typed, GPtrArray *paths)
{
  g_autofree char *text = g_strdup_printf ("样例 %s", type_token (sim, typed, path));

  pd_record_set_text (record, field, text);
  if (paths != NULL)
    g_ptr_array_add (paths, g_strdup (path));
}

static void
type_note (Sim *sim, PdRecord *record, guint field, GPtrArray *typed)
{
  const char *old = pd_record_get_text (record, field);
  const char *token = type_token (sim, typed, "note");
  g_autofree char *text =
      old != NULL ? g_strdup_printf ("%s\n备注 %s", old, token) : g_strdup_printf ("备注 %s", token);

  if (g_utf8_strlen (text, -1) < 1900)
    pd_record_set_text (record, field, text);
}

static void
price_line (PdRecord *line, SimRandom *random)
{
  g_autofree char *quantity = g_strdup_printf ("%u", 1 + sim_random_below (random, 20));

  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  pd_record_clear (line, PD_ORDER_LINE_UNIT_PRICE);
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 100 + sim_random_below (random, 900000));
}

static void
add_line (Sim *sim, PdRecord *order, SimRandom *random, gint64 now, GPtrArray *typed)
{
  PdRecord *line = pd_order_add_line (order, now);
  g_autofree char *path = g_strdup_printf ("line %s good", pd_record_get_id (line));

  type_text (sim, line, PD_ORDER_LINE_NAME, path, typed, NULL);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, sim_random_chance (random, 500) ? "0.13" : "0.06");
  price_line (line, random);
}

/* Mostly of this year; years are streams. */
const char *
sim_business_date (SimRandom *random)
{
  static const char *const dates[] = { "2026-11-06", "2025-12-31", "2024-02-29" };

  return dates[sim_random_below (random, G_N_ELEMENTS (dates))];
}

PdRecord *
sim_new_order (Sim *sim, SimRandom *random, gint64 now, GPtrArray *typed)
{
  PdRecord *order =
      pd_order_new (now, sim->options->fates[SIM_MOVE_YEAR] ? sim_business_date (random) : "2026-11-06");
  guint n_lines = 1 + sim_random_below (random, 3);

  type_text (sim, order, PD_ORDER_BUYER_NAME, "party", typed, NULL);
  type_text (sim, order, PD_ORDER_REMARK, "remark", typed, NULL);
  for (guint i = 0; i < n_lines; i++)
    add_line (sim, order, random, now, typed);
  sim_give_way (sim, order, random);
  pd_record_derive (order);
  return order;
}

PdRecord *
sim_new_buyer (Sim *sim, SimRandom *random, gint64 now, GPtrArray *typed)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *buyer = pd_record_new (&pd_buyer_type, id);

  type_text (sim, buyer, PD_BUYER_NAME, "name", typed, NULL);
  type_text (sim, buyer, PD_BUYER_ADDRESS, "address", typed, NULL);
  return buyer;
}

static PdRecord *
any_line (PdRecord *order, SimRandom *random)
{
  GPtrArray *lines = pd_record_get_lines (order);

  return lines->len > 0 ? g_ptr_array_index (lines, sim_random_below (random, lines->len)) : NULL;
}

static void
move_line (PdRecord *order, SimRandom *random)
{
  GPtrArray *lines = pd_record_get_lines (order);
  PdRecord *line = any_line (order, random);
  g_autofree char *position = NULL;

  if (line == NULL || lines->len < 2)
    return;
  position =
      pd_position_between (NULL, pd_record_get_text (g_ptr_array_index (lines, 0), PD_ORDER_LINE_POSITION));
  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_sort_lines (order);
}

static void
remove_line (PdRecord *order, SimRandom *random, GPtrArray *paths)
{
  PdRecord *line = any_line (order, random);

  if (line == NULL || pd_record_get_lines (order)->len < 2)
    return;
  g_ptr_array_add (paths, g_strdup_printf ("line %s", pd_record_get_id (line)));
  pd_record_remove_line (order, 0, pd_record_get_id (line));
}

static void
edit_line (Sim *sim, PdRecord *order, SimRandom *random, GPtrArray *typed, GPtrArray *paths)
{
  PdRecord *line = any_line (order, random);
  g_autofree char *path = NULL;

  if (line == NULL)
    return;
  path = g_strdup_printf ("line %s good", pd_record_get_id (line));
  type_text (sim, line, PD_ORDER_LINE_NAME, path, typed, paths);
}

static void
edit_order (Sim *sim, PdRecord *order, SimRandom *random, gint64 now, GPtrArray *typed, GPtrArray *paths)
{
  PdRecord *line;

  switch (sim_random_below (random, 10))
    {
    case 0:
      type_text (sim, order, PD_ORDER_BUYER_NAME, "party", typed, paths);
      break;
    case 1:
      type_text (sim, order, PD_ORDER_REMARK, "remark", typed, paths);
      break;
    case 2:
      type_text (sim, order, PD_ORDER_NUMBER, "number", typed, paths);
      break;
    case 3:
      type_note (sim, order, PD_ORDER_NOTE, typed);
      break;
    case 4:
      add_line (sim, order, random, now, typed);
      break;
    case 5:
      remove_line (order, random, paths);
      break;
    case 6:
      move_line (order, random);
      break;
    case 7:
      pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX,
                          !pd_record_get_flag (order, PD_ORDER_PRICE_INCLUDES_TAX));
      break;
    case 8:
      line = any_line (order, random);
      if (line != NULL)
        price_line (line, random);
      break;
    default:
      edit_line (sim, order, random, typed, paths);
      break;
    }
}

static void
edit_buyer (Sim *sim, PdRecord *buyer, SimRandom *random, GPtrArray *typed, GPtrArray *paths)
{
  switch (sim_random_below (random, 4))
    {
    case 0:
      type_text (sim, buyer, PD_BUYER_NAME, "name", typed, paths);
      break;
    case 1:
      type_text (sim, buyer, PD_BUYER_BANK_NAME, "bank", typed, paths);
      break;
    case 2:
      type_note (sim, buyer, PD_BUYER_NOTE, typed);
      break;
    default:
      type_text (sim, buyer, PD_BUYER_ADDRESS, "address", typed, paths);
      break;
    }
}

/**
 * sim_edit:
 * @typed: (element-type SimToken): gets the words that were typed
 * @paths: (element-type char*): gets what was overwritten
 */
void
sim_edit (Sim *sim, PdRecord *record, SimRandom *random, gint64 now, GPtrArray *typed, GPtrArray *paths)
{
  guint n = 1 + sim_random_below (random, 3);

  for (guint i = 0; i < n; i++)
    if (pd_record_get_record_type (record) == &pd_order_type)
      edit_order (sim, record, random, now, typed, paths);
    else if (pd_record_get_record_type (record) == &pd_buyer_type)
      edit_buyer (sim, record, random, typed, paths);
    else
      type_note (sim, record, (guint) pd_record_type_field (pd_record_get_record_type (record), "note"),
                 typed);
  pd_record_derive (record);
}
