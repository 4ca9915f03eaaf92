/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-quota.h"

#include "model/pd-bureau.h"
#include "model/pd-money.h"

/**
 * pd_quota_init:
 * @self: (out caller-allocates): a quota
 * @bureau: (nullable): the record of the tax bureau; %NULL when it has not arrived
 *
 * Takes the last figures that the bureau has told.
 */
void
pd_quota_init (PdQuota *self, const PdRecord *bureau)
{
  *self = (PdQuota){ 0 };
  if (bureau == NULL || !pd_record_has (bureau, PD_BUREAU_QUOTA_AT) ||
      !pd_record_has (bureau, PD_BUREAU_QUOTA_AVAILABLE))
    return;
  self->is_known = TRUE;
  self->total = pd_record_get_integer (bureau, PD_BUREAU_QUOTA_TOTAL);
  self->used = pd_record_get_integer (bureau, PD_BUREAU_QUOTA_USED);
  self->available = pd_record_get_integer (bureau, PD_BUREAU_QUOTA_AVAILABLE);
  self->as_of = pd_record_get_integer (bureau, PD_BUREAU_QUOTA_AT);
}

/**
 * pd_quota_take:
 * @self: a quota
 * @net: the amount without tax of an invoice that is under way, in fen
 *
 * What is under way is as good as issued. A red invoice gives back only when it is issued (standards, 9): it takes
 * nothing and gives nothing.
 */
void
pd_quota_take (PdQuota *self, gint64 net)
{
  if (net <= 0)
    return;
  if (!pd_money_add (self->queued, net, &self->queued))
    self->queued = PD_MONEY_MAX;
  self->n_queued++;
}

/**
 * pd_quota_left:
 * @self: a quota that is known
 *
 * Returns: fen without tax; below 0 when more is under way than there is
 */
gint64
pd_quota_left (const PdQuota *self)
{
  gint64 left;

  return pd_money_add (self->available, -self->queued, &left) ? left : -PD_MONEY_MAX;
}

/**
 * pd_quota_fits:
 * @self: a quota
 * @net: an amount without tax, in fen
 *
 * Returns: whether an invoice of it can still be issued; %TRUE when the quota is not known
 */
gboolean
pd_quota_fits (const PdQuota *self, gint64 net)
{
  return !self->is_known || net <= 0 || net <= pd_quota_left (self);
}

/**
 * pd_quota_choose:
 * @self: a quota
 * @net: (array length=n): amounts without tax, in fen, in the order in which they are to be issued
 * @n: how many
 * @fits: (array length=n) (out caller-allocates): whether each still fits, after those before it that do
 *
 * A large one that does not fit does not keep the smaller ones behind it from fitting.
 *
 * Returns: how many fit
 */
guint
pd_quota_choose (const PdQuota *self, const gint64 *net, guint n, gboolean *fits)
{
  PdQuota rest = *self;
  guint n_fit = 0;

  for (guint i = 0; i < n; i++)
    {
      fits[i] = pd_quota_fits (&rest, net[i]);
      if (!fits[i])
        continue;
      pd_quota_take (&rest, net[i]);
      n_fit++;
    }
  return n_fit;
}
