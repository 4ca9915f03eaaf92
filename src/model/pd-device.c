/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-device.h"

#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-service-checklist.h"
#include "model/pd-stock-move.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_device_state_choices[] = {
  { PD_DEVICE_STATE_IN_STOCK, N_ ("In the warehouse") }, { PD_DEVICE_STATE_SENT, N_ ("Sent out") },
  { PD_DEVICE_STATE_INSTALLED, N_ ("Installed") },       { PD_DEVICE_STATE_IN_REPAIR, N_ ("In repair") },
  { PD_DEVICE_STATE_SCRAPPED, N_ ("Scrapped") },         { NULL, NULL },
};

const PdChoice pd_device_event_choices[] = {
  { PD_DEVICE_EVENT_RECEIVED, N_ ("Came in") },
  { PD_DEVICE_EVENT_CAME_BACK, N_ ("Came back") },
  { PD_DEVICE_EVENT_LEFT, N_ ("Went out") },
  { PD_DEVICE_EVENT_INSTALLED, N_ ("Installed") },
  { PD_DEVICE_EVENT_UPGRADED, N_ ("Software was upgraded") },
  { PD_DEVICE_EVENT_MAINTAINED, N_ ("Was maintained") },
  { PD_DEVICE_EVENT_REVERSED, N_ ("Movement was reversed") },
  { PD_DEVICE_EVENT_NOTE, N_ ("Note") },
  { NULL, NULL },
};

#define F PD_FIELD_STRUCT
static const PdField device_fields[] = { PD_DEVICE_FIELDS (F) };
static const PdField device_event_fields[] = { PD_DEVICE_EVENT_FIELDS (F) };
#undef F

const PdRecordType pd_device_event_type = {
  .name = "device_event",
  .table = "device_events",
  .label = N_ ("Event"),
  .fields = device_event_fields,
  .n_fields = PD_DEVICE_EVENT_N_FIELDS,
  .list_name = "events",
  .title_field = PD_DEVICE_EVENT_TEXT,
  .state_field = -1,
  .annotates = TRUE,
};

static const PdRecordType *const device_lists[] = { &pd_device_event_type, NULL };

const PdRecordType pd_device_type = {
  .name = "device",
  .table = "devices",
  .label = N_ ("Device"),
  .fields = device_fields,
  .n_fields = PD_DEVICE_N_FIELDS,
  .lists = device_lists,
  .n_lists = 1,
  .title_field = PD_DEVICE_SERIAL_NUMBER,
  .state_field = -1,
};

static void
digest_of (const char *what, const char *first, const char *second, guint8 digest[32])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", what, first, second);
  gsize length = 32;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
}

/**
 * pd_device_id:
 * @tenant: the tenant's id
 * @serial_number: the number, as it stands on the device
 *
 * Capitals and small letters are the same: people write down what they read, each in his own way.
 *
 * Returns: (transfer full): the id of the company's device of this number
 */
char *
pd_device_id (const char *tenant, const char *serial_number)
{
  g_autofree char *number = g_ascii_strup (serial_number, -1);
  guint8 digest[32];

  digest_of ("piaodan device", tenant, number, digest);
  return pd_id_from_digest (digest);
}

/** pd_device_new: @tenant: the tenant's id. @serial_number: its number. Returns: (transfer full): a device in the warehouse */
PdRecord *
pd_device_new (const char *tenant, const char *serial_number)
{
  g_autofree char *id = pd_device_id (tenant, serial_number);
  PdRecord *device = pd_record_new (&pd_device_type, id);

  pd_record_set_text (device, PD_DEVICE_SERIAL_NUMBER, serial_number);
  pd_record_set_text (device, PD_DEVICE_STATE, PD_DEVICE_STATE_IN_STOCK);
  return device;
}

/**
 * pd_device_add_event:
 * @device: a device
 * @cause: the id of what it follows from: one cause is told once
 * @kind: a kind of event
 * @text: (nullable): what was done
 * @order_number: (nullable): for which order
 * @at: microseconds since 1970 in UTC
 *
 * Returns: (transfer none) (nullable): the new row of the device's history; %NULL when it is told there already
 */
PdRecord *
pd_device_add_event (PdRecord *device,
                     const char *cause,
                     const char *kind,
                     const char *text,
                     const char *order_number,
                     gint64 at)
{
  g_autofree char *id = NULL;
  g_autofree char *cut =
      text != NULL && g_utf8_strlen (text, -1) > 500 ? g_utf8_substring (text, 0, 500) : NULL;
  guint8 digest[32];
  PdRecord *event;

  /* Later ones come later in the list. */
  digest_of ("device event", cause, kind, digest);
  id = pd_id_at (at, digest);
  if (pd_record_find_line (device, 0, id) != NULL)
    return NULL;
  event = pd_record_new (&pd_device_event_type, id);
  pd_record_set_integer (event, PD_DEVICE_EVENT_HAPPENED_AT, at);
  pd_record_set_text (event, PD_DEVICE_EVENT_KIND, kind);
  pd_record_set_text (event, PD_DEVICE_EVENT_TEXT, cut != NULL ? cut : text);
  pd_record_set_text (event, PD_DEVICE_EVENT_ORDER_NUMBER, order_number);
  pd_record_add_line (device, 0, event);
  pd_record_sort_lines (device);
  return event;
}

/* (nullable) */
static const char *
answer (const PdRecord *order, const char *key)
{
  const PdRecord *check = pd_order_find_check (order, key);

  return check != NULL ? pd_record_get_text (check, PD_CHECK_VALUE) : NULL;
}

/**
 * pd_device_number_of_order:
 * @order: a service order
 *
 * Returns: (transfer none) (nullable): the serial number on its checklist; %NULL when there is none, or it is no number of
 *   one device
 */
const char *
pd_device_number_of_order (const PdRecord *order)
{
  const char *number = answer (order, "serial_number");
  g_auto (GStrv) numbers = pd_serial_numbers (number);

  return g_strv_length (numbers) == 1 && g_str_equal (numbers[0], number) &&
                 g_utf8_strlen (number, -1) <= PD_DEVICE_NUMBER_MAX
             ? number
             : NULL;
}

static void
install (PdRecord *device, const PdRecord *order, gint64 now)
{
  pd_record_set_text (device, PD_DEVICE_STATE, PD_DEVICE_STATE_INSTALLED);
  pd_record_set_text (device, PD_DEVICE_BUYER_ID, pd_record_get_text (order, PD_ORDER_BUYER_ID));
  pd_record_set_text (device, PD_DEVICE_BUYER_NAME, pd_record_get_text (order, PD_ORDER_BUYER_NAME));
  pd_record_set_text (device, PD_DEVICE_ADDRESS, pd_record_get_text (order, PD_ORDER_DELIVERY_ADDRESS));
  pd_record_set_text (device, PD_DEVICE_TECHNICIAN, pd_record_get_text (order, PD_ORDER_ASSIGNEE));
  pd_record_set_text (device, PD_DEVICE_ORDER_ID, pd_record_get_id (order));
  pd_record_set_integer (device, PD_DEVICE_INSTALLED_AT, now);
}

/** Told: what the checklist of a service says of the device. */
typedef struct
{
  const char *service;
  const char *event;
  const char *first;   /* (nullable) keys of the checklist, in the order in which they are told */
  const char *second;  /* (nullable) */
  const char *version; /* (nullable) where the new version of the software stands */
} Told;

static const Told told[] = {
  { PD_SERVICE_INSTALLATION, PD_DEVICE_EVENT_INSTALLED, "software_version", "tax_kinds", "software_version" },
  { PD_SERVICE_UPGRADE, PD_DEVICE_EVENT_UPGRADED, "version_before", "version_after", "version_after" },
  { PD_SERVICE_MAINTENANCE, PD_DEVICE_EVENT_MAINTAINED, "fault", "remedy", NULL },
};

/**
 * pd_device_follow_order:
 * @device: the device that the order's checklist names
 * @order: a service order that is finished
 *
 * Returns: whether the device changed: an order is told once
 */
gboolean
pd_device_follow_order (PdRecord *device, const PdRecord *order)
{
  gint64 now = pd_record_get_integer (order, PD_ORDER_STAGE_AT);
  const char *service = pd_record_get_text (order, PD_ORDER_SERVICE);

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      const char *first = answer (order, told[i].first);
      const char *second = answer (order, told[i].second);
      const char *version = told[i].version != NULL ? answer (order, told[i].version) : NULL;
      g_autofree char *text =
          g_strjoin (" → ", first != NULL ? first : "", second != NULL ? second : "", NULL);

      if (g_strcmp0 (service, told[i].service) != 0)
        continue;
      if (pd_device_add_event (device, pd_record_get_id (order), told[i].event, text,
                               pd_record_get_text (order, PD_ORDER_NUMBER), now) == NULL)
        return FALSE;
      if (version != NULL)
        pd_record_set_text (device, PD_DEVICE_SOFTWARE_VERSION, version);
      if (g_str_equal (told[i].service, PD_SERVICE_INSTALLATION))
        install (device, order, now);
      return TRUE;
    }
  return FALSE;
}

/* What is in the warehouse is with nobody. */
static void
put_away (PdRecord *device, const PdRecord *move)
{
  static const guint places[] = { PD_DEVICE_BUYER_ID,     PD_DEVICE_BUYER_NAME, PD_DEVICE_ADDRESS,
                                  PD_DEVICE_INSTALLED_AT, PD_DEVICE_TECHNICIAN, PD_DEVICE_ORDER_ID };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    pd_record_clear (device, places[i]);
  pd_record_set_text (device, PD_DEVICE_STATE, PD_DEVICE_STATE_IN_STOCK);
}

/**
 * pd_device_follow_move:
 * @device: a device whose number a move names
 * @move: a receipt, a return, an issue, or what reverses one
 *
 * Returns: whether the device changed: a move is told once, and what is reserved is not told
 */
gboolean
pd_device_follow_move (PdRecord *device, const PdRecord *move)
{
  const PdStockKind *kind = pd_stock_kind_find (pd_record_get_text (move, PD_STOCK_MOVE_KIND));
  gboolean reverses = pd_record_has (move, PD_STOCK_MOVE_REVERSES);
  const char *event = kind == NULL || kind->on_hand == 0                ? NULL
                      : reverses                                        ? PD_DEVICE_EVENT_REVERSED
                      : kind->on_hand < 0                               ? PD_DEVICE_EVENT_LEFT
                      : g_str_equal (kind->kind, PD_STOCK_KIND_RETURN)  ? PD_DEVICE_EVENT_CAME_BACK
                      : g_str_equal (kind->kind, PD_STOCK_KIND_RECEIPT) ? PD_DEVICE_EVENT_RECEIVED
                                                                        : NULL;

  if (event == NULL || pd_device_add_event (device, pd_record_get_id (move), event,
                                            pd_record_get_text (move, PD_STOCK_MOVE_REASON),
                                            pd_record_get_text (move, PD_STOCK_MOVE_ORDER_NUMBER),
                                            pd_record_get_integer (move, PD_STOCK_MOVE_HAPPENED_AT)) == NULL)
    return FALSE;
  /* It was not there as was written; where it is instead, only a person knows. */
  if (reverses)
    return TRUE;
  pd_record_set_text (device, PD_DEVICE_GOOD_ID, pd_record_get_text (move, PD_STOCK_MOVE_GOOD_ID));
  pd_record_set_text (device, PD_DEVICE_GOOD_NAME, pd_record_get_text (move, PD_STOCK_MOVE_GOOD_NAME));
  put_away (device, move);
  if (kind->on_hand < 0)
    {
      pd_record_set_text (device, PD_DEVICE_STATE, PD_DEVICE_STATE_SENT);
      pd_record_set_text (device, PD_DEVICE_ORDER_ID, pd_record_get_text (move, PD_STOCK_MOVE_ORDER_ID));
    }
  return TRUE;
}
