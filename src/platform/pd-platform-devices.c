/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-devices.h"

#include <glib/gi18n-lib.h>

#include "model/pd-device.h"
#include "model/pd-stock-move.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"

/* Devices are written where their numbers are told: with what moves, with the checklists of orders, and by hand. */

/* (transfer full): the company's device of this number, new where there is none; NULL when the platform itself failed, or
 * with @gone when somebody deleted it */
static PdRecord *
find_device (PdPlatformChange *change, const char *number, gboolean *gone, GError **error)
{
  g_autofree char *id = pd_device_id (change->tenant, number);
  g_autoptr (PdRecord) device = NULL;

  *gone = FALSE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_device_type, id, &device, error))
    return NULL;
  if (device == NULL)
    return pd_device_new (change->tenant, number);
  *gone = pd_record_is_deleted (device);
  return *gone ? NULL : g_steal_pointer (&device);
}

/**
 * pd_platform_check_device:
 * @change: the transaction
 * @mutation: what a person wants
 * @device: a record as it would become; what is no device is fit
 *
 * Returns: (transfer full) (nullable): a rejection of what is not the device of its number: what moves under this number
 *   would be another one
 */
PdResult *
pd_platform_check_device (const PdPlatformChange *change, const PdMutation *mutation, const PdRecord *device)
{
  const char *number;
  g_autofree char *id = NULL;

  if (mutation->type != &pd_device_type)
    return NULL;
  number = pd_record_get_text (device, PD_DEVICE_SERIAL_NUMBER);
  id = number != NULL ? pd_device_id (change->tenant, number) : NULL;
  if (g_strcmp0 (id, pd_record_get_id (device)) == 0)
    return NULL;
  return pd_platform_reject (
      mutation, "invalid", pd_device_type.fields[PD_DEVICE_SERIAL_NUMBER].name,
      _ ("A device is known by its serial number. Enter another device for another number."));
}

/**
 * pd_platform_devices_follow_move:
 * @change: the transaction
 * @move: a move that was just written
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_devices_follow_move (PdPlatformChange *change, const PdRecord *move, GError **error)
{
  g_auto (GStrv) numbers = pd_serial_numbers (pd_record_get_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS));

  for (guint i = 0; numbers[i] != NULL; i++)
    {
      gboolean gone;
      g_autoptr (PdRecord) device = NULL;

      /* What is longer was no number of a device. */
      if (g_utf8_strlen (numbers[i], -1) > PD_DEVICE_NUMBER_MAX)
        continue;
      device = find_device (change, numbers[i], &gone, error);
      if (device == NULL && !gone)
        return FALSE;
      if (device != NULL && pd_device_follow_move (device, move) &&
          !pd_platform_write_record (change, device, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_platform_devices_follow_step:
 * @change: the transaction
 * @arrow: the arrow that the order has just taken
 * @order: the order
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_devices_follow_step (PdPlatformChange *change,
                                 const PdOrderArrow *arrow,
                                 const PdRecord *order,
                                 GError **error)
{
  const char *number = arrow->effects & PD_ORDER_EFFECT_DEVICE ? pd_device_number_of_order (order) : NULL;
  gboolean gone;
  g_autoptr (PdRecord) device = NULL;

  if (number == NULL)
    return TRUE;
  device = find_device (change, number, &gone, error);
  if (device == NULL)
    return gone;
  return !pd_device_follow_order (device, order) || pd_platform_write_record (change, device, error);
}
