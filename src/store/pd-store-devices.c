/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-devices.h"

#include <glib/gi18n-lib.h>

#include "model/pd-device.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"

/**
 * pd_store_enter_device:
 * @session: the session of a writing job
 * @tenant: (nullable): the company's id, as of the account; %NULL where nobody has ever signed in
 * @wanted: a device of any id, as it was typed in
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): %PD_STORE_ERROR_INVALID without a number or a company, %PD_STORE_ERROR_NOT_ALLOWED when the device
 *   is known already
 *
 * Enters a device that came before anybody wrote down its receipt. Its id follows from its number, so that what is received,
 * packed or installed under this number later is the same device.
 *
 * Returns: (transfer full) (nullable): the device as it was saved; %NULL when it was not
 */
PdRecord *
pd_store_enter_device (PdStoreSession *session,
                       const char *tenant,
                       const PdRecord *wanted,
                       gint64 now,
                       GError **error)
{
  const char *typed = pd_record_get_text (wanted, PD_DEVICE_SERIAL_NUMBER);
  g_autofree char *number = typed != NULL ? g_strstrip (g_strdup (typed)) : NULL;
  g_autoptr (PdRecord) device = NULL;
  PdRowInfo info = { 0 };

  if (number == NULL || *number == '\0' || tenant == NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID,
                           tenant != NULL ? _ ("Enter the serial number that stands on the device.")
                                          : _ ("Sign in once before you enter a device: it is recognised, "
                                               "here and on your colleagues' computers, by your company and "
                                               "its number."));
      return NULL;
    }
  device = pd_device_new (tenant, number);
  if (!pd_store_row_find (session, &pd_device_type, pd_record_get_id (device), &info, error))
    return NULL;
  if (info.row != 0)
    {
      g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                   _ ("The device “%s” is known already. Change that one."), number);
      return NULL;
    }
  for (guint field = 0; field < PD_DEVICE_N_FIELDS; field++)
    if (field != PD_DEVICE_SERIAL_NUMBER && pd_record_has (wanted, field))
      pd_record_copy_field (device, wanted, field);
  return pd_store_save_record (session, device, now, error) ? g_steal_pointer (&device) : NULL;
}
