/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include <glib/gi18n-lib.h>

#define REFUSED(item, word, error, sentence, bureau)                                                         \
  {                                                                                                          \
    word, PD_COMPLIANCE_ITEM_##item, PD_COMPLIANCE_REFUSED, error, sentence, bureau                          \
  }
#define LOOK(item, word, sentence, bureau)                                                                   \
  {                                                                                                          \
    word, PD_COMPLIANCE_ITEM_##item, PD_COMPLIANCE_LOOK, NULL, sentence, bureau                              \
  }

/* %1$s and %2$s are the values of the problem, %3$s is a third one or else the field's name. Before a bureau's sentence about a line comes
 * "第3行：", unless it names the line itself with %4$s. Sources: the texts E91xx of the interface for issuing (2.0),
 * the error texts of platforms (standards, 14), the notes of the batch template V260401. */
static const PdComplianceRule rules[PD_COMPLIANCE_N_CODES] = {
  [PD_COMPLIANCE_KIND_UNKNOWN] =
      REFUSED (TITLE,
               "kind_unknown",
               "E9101",
               N_ ("The kind of invoice is missing. Choose a special or an ordinary invoice."),
               "发票类型错误"),
  [PD_COMPLIANCE_BUYER_NAME_MISSING] =
      REFUSED (TITLE,
               "buyer_name_missing",
               NULL,
               N_ ("The buyer's name is missing. Enter it as the buyer's documents have it."),
               "购买方名称不能为空"),
  [PD_COMPLIANCE_BUYER_TAX_NUMBER_MISSING] = REFUSED (
      TAX_NUMBER,
      "buyer_tax_number_missing",
      NULL,
      N_ ("A special VAT invoice needs the buyer's tax number. Enter it, or choose an ordinary invoice."),
      "开具增值税专用发票时购买方纳税人识别号不能为空"),
  [PD_COMPLIANCE_BUYER_TAX_NUMBER_FORM] =
      REFUSED (TAX_NUMBER,
               "buyer_tax_number_form",
               "E9300",
               N_ ("The buyer's tax number “%1$s” is not 15 to 20 digits and capital letters. Compare it "
                   "with the buyer's documents."),
               "购买方纳税人识别号[%1$s]格式不正确"),
  [PD_COMPLIANCE_BUYER_TAX_NUMBER_DOUBTFUL] =
      LOOK (TAX_NUMBER,
            "buyer_tax_number_doubtful",
            N_ ("The buyer's tax number “%1$s” does not agree with its own check character. Compare it with "
                "the buyer's documents."),
            "购买方纳税人识别号[%1$s]校验位不正确"),
  [PD_COMPLIANCE_BUYER_TAX_NUMBER_EXPECTED] =
      LOOK (TAX_NUMBER,
            "buyer_tax_number_expected",
            N_ ("The buyer looks like an enterprise, and an enterprise's invoice needs its tax number. Enter "
                "it if there is one."),
            "购买方为企业的，购买方纳税人识别号必填"),
  [PD_COMPLIANCE_BUYER_IS_PERSON] =
      REFUSED (TAX_NUMBER,
               "buyer_is_person",
               NULL,
               N_ ("A natural person gets no special VAT invoice. Choose an ordinary invoice."),
               "不能向自然人开具增值税专用发票"),
  [PD_COMPLIANCE_BUYER_CONTACT_LONG] = LOOK (TITLE,
                                             "buyer_contact_long",
                                             N_ ("Address and phone have %1$s characters together; some "
                                                 "providers take no more than %2$s. Shorten the address."),
                                             "购买方地址、电话合计不能超过%2$s个字符"),
  [PD_COMPLIANCE_SELLER_NAME_MISSING] =
      REFUSED (SELLER,
               "seller_name_missing",
               NULL,
               N_ ("The seller's name is missing. An administrator enters it on the platform."),
               "销售方名称不能为空"),
  [PD_COMPLIANCE_SELLER_TAX_NUMBER_MISSING] =
      REFUSED (SELLER,
               "seller_tax_number_missing",
               NULL,
               N_ ("The seller's tax number is missing. An administrator enters it on the platform."),
               "销售方纳税人识别号不能为空"),
  [PD_COMPLIANCE_SELLER_TAX_NUMBER_FORM] =
      REFUSED (SELLER,
               "seller_tax_number_form",
               "E9300",
               N_ ("The seller's tax number “%1$s” is not 15 to 20 digits and capital letters. An "
                   "administrator corrects it on the platform."),
               "销售方纳税人识别号[%1$s]格式不正确"),
  [PD_COMPLIANCE_DRAWER_MISSING] =
      LOOK (SELLER,
            "drawer_missing",
            N_ ("Nobody is named as drawer. The bureau takes whoever is signed in; other ways need a name."),
            "开票人不能为空"),
  [PD_COMPLIANCE_DRAWER_LONG] =
      REFUSED (SELLER,
               "drawer_long",
               NULL,
               N_ ("The drawer's name has %1$s characters; an invoice has room for %2$s. Shorten it."),
               "开票人不合法-包含非GBK编码或是超最大长度[%2$s]"),
  [PD_COMPLIANCE_EMAIL_FORM] =
      REFUSED (DELIVERY,
               "email_form",
               NULL,
               N_ ("“%1$s” is no e-mail address, so nothing could be delivered. Correct it."),
               "购买方邮箱[%1$s]格式不正确"),
  [PD_COMPLIANCE_TEXT_LONG] =
      REFUSED (TITLE,
               "text_long",
               NULL,
               N_ ("%3$s has %1$s characters; an invoice has room for %2$s. Shorten it."),
               "%3$s长度不能超过%2$s个字符"),
  [PD_COMPLIANCE_REMARK_LONG] =
      REFUSED (REMARK,
               "remark_long",
               NULL,
               N_ ("The remark has %1$s characters; an invoice has room for %2$s. Shorten it."),
               "备注长度不能超过%2$s个字符"),
  [PD_COMPLIANCE_REMARK_LONG_FOR_SOME] = LOOK (
      REMARK,
      "remark_long_for_some",
      N_ ("The remark has %1$s characters; some providers take no more than %2$s. Shorten it if you can."),
      "数电发票备注长度不能超过%2$s个字符"),
  [PD_COMPLIANCE_NO_LINES] = REFUSED (LINES,
                                      "no_lines",
                                      "E9122",
                                      N_ ("An invoice needs at least one line. Enter what is sold."),
                                      "商品详情为空"),
  [PD_COMPLIANCE_TOO_MANY_LINES] = REFUSED (
      LINES,
      "too_many_lines",
      NULL,
      N_ ("With its discounts the invoice has %1$s lines; the bureau takes at most %2$s. Divide it."),
      "发票明细不能超过%2$s行"),
  [PD_COMPLIANCE_PAPER_LINES] =
      LOOK (LINES,
            "paper_lines",
            N_ ("%1$s lines do not fit on paper, which has room for %2$s: a list is printed beside it."),
            "纸质发票明细超过%2$s行，将开具销货清单"),
  [PD_COMPLIANCE_NAME_MISSING] = REFUSED (LINES,
                                          "name_missing",
                                          NULL,
                                          N_ ("The line has no name. Enter the good or service."),
                                          "项目名称不能为空"),
  [PD_COMPLIANCE_NAME_HAS_CLASS] =
      LOOK (LINES,
            "name_has_class",
            N_ ("“%1$s” will stand before it twice. Enter the name without what is between the asterisks."),
            "项目名称不需要填写商品简称[%1$s]"),
  [PD_COMPLIANCE_CODE_MISSING] =
      REFUSED (CODE,
               "code_missing",
               "E9121",
               N_ ("The tax classification code is missing. Choose the one of this good or service."),
               "获取商品编码失败"),
  [PD_COMPLIANCE_CODE_FORM] =
      REFUSED (CODE,
               "code_form",
               "E9138",
               N_ ("“%1$s” is no tax classification code, which has 19 digits. Choose one from the list."),
               "商品和服务税收编码[%1$s]应为19位数字"),
  [PD_COMPLIANCE_CODE_SUMMARY] = REFUSED (
      CODE,
      "code_summary",
      "E9138",
      N_ ("The tax classification code %1$s names a whole chapter. Choose the good or service in it."),
      "商品和服务税收编码[%1$s]为汇总项，不能用于开票"),
  [PD_COMPLIANCE_RATE_MISSING] =
      REFUSED (RATE, "rate_missing", NULL, N_ ("The tax rate is missing. Choose one."), "商品税率不能为空"),
  [PD_COMPLIANCE_RATE_REPEALED] =
      REFUSED (RATE,
               "rate_repealed",
               NULL,
               N_ ("The rate %1$s is no longer in force; it can only be shown or reversed. Choose another."),
               "第%4$s行商品税率:%3$s不合法,请使用如下税率：%2$s"),
  [PD_COMPLIANCE_RATE_UNTAXED_SPECIAL] = REFUSED (
      RATE,
      "rate_untaxed_special",
      NULL,
      N_ ("A special VAT invoice is not issued for what is not taxed (%1$s). Choose an ordinary invoice."),
      "第[%4$s]行增值税专用发票不允许开具0税率发票"),
  [PD_COMPLIANCE_RATE_OF_GENERAL_TAXPAYER] =
      REFUSED (RATE,
               "rate_of_general_taxpayer",
               NULL,
               N_ ("The rate %1$s is for general taxpayers, and the seller is a small-scale one. Choose the "
                   "levy rate."),
               "第%4$s行商品税率:%3$s不合法,请使用如下税率：%2$s"),
  [PD_COMPLIANCE_RATE_OF_SMALL_TAXPAYER] =
      REFUSED (RATE,
               "rate_of_small_taxpayer",
               NULL,
               N_ ("The rate %1$s is for small-scale taxpayers, and the seller is a general one. Choose the "
                   "rate of the good or service."),
               "第%4$s行商品税率:%3$s不合法,请使用如下税率：%2$s"),
  [PD_COMPLIANCE_RATE_THREE_SPECIAL] =
      LOOK (RATE,
            "rate_three_special",
            N_ ("For a special invoice at %1$s a small-scale seller gives up the cut to %2$s, and says why. "
                "See whether this is meant."),
            "开具%1$s征收率增值税专用发票需填写放弃享受减按%2$s征收率原因"),
  [PD_COMPLIANCE_RATE_FIVE] = LOOK (RATE,
                                    "rate_five",
                                    N_ ("The rate %1$s is only for a few cases of real estate, on the "
                                        "seller's choice. See whether this is one."),
                                    "%1$s征收率仅适用于列名的不动产业务"),
  [PD_COMPLIANCE_QUANTITY_OR_PRICE_ALONE] =
      REFUSED (QUANTITY,
               "quantity_or_price_alone",
               NULL,
               N_ ("Quantity and unit price belong together. Enter both, or leave both empty."),
               "数量和单价必须同时填写或同时为空"),
  [PD_COMPLIANCE_QUANTITY_ZERO] =
      REFUSED (QUANTITY,
               "quantity_zero",
               NULL,
               N_ ("The quantity cannot be zero. Leave quantity and price empty for a lump sum."),
               "商品数量不能为0"),
  [PD_COMPLIANCE_QUANTITY_SIGN] =
      REFUSED (QUANTITY,
               "quantity_sign",
               "E9114",
               N_ ("Quantity %1$s and amount %2$s must both be positive, or on a red invoice both negative."),
               "商品数量[%1$s]与金额[%2$s]的正负号不一致"),
  [PD_COMPLIANCE_QUANTITY_LONG] = REFUSED (QUANTITY,
                                           "quantity_long",
                                           NULL,
                                           N_ ("The quantity %1$s does not fit: an invoice has room for %2$s "
                                               "characters and %3$s decimals. Round it."),
                                           "数量超过税局长度限制"),
  [PD_COMPLIANCE_PRICE_NEGATIVE] =
      REFUSED (QUANTITY,
               "price_negative",
               NULL,
               N_ ("The unit price %1$s is negative. On a red invoice the quantity has the minus sign."),
               "商品单价[%1$s]不能为负"),
  [PD_COMPLIANCE_PRICE_LONG] = REFUSED (QUANTITY,
                                        "price_long",
                                        NULL,
                                        N_ ("The unit price %1$s does not fit: an invoice has room for %2$s "
                                            "characters and %3$s decimals. Round it."),
                                        "单价超过税局长度限制"),
  [PD_COMPLIANCE_PRODUCT] =
      REFUSED (AMOUNTS,
               "product",
               NULL,
               N_ ("The amount is %1$s, but quantity times unit price is %2$s. Correct one of the three."),
               "数量*单价-金额大于0.01"),
  [PD_COMPLIANCE_AMOUNT_NOT_POSITIVE] =
      REFUSED (AMOUNTS,
               "amount_not_positive",
               NULL,
               N_ ("The amount is %1$s, and only a red invoice has amounts of zero or less. Correct it."),
               "金额应大于零"),
  [PD_COMPLIANCE_LINE_TAX] =
      REFUSED (AMOUNTS,
               "line_tax",
               "E9131",
               N_ ("The tax is %1$s, but amount and rate make it %2$s. Enter the line again."),
               "金额*税率-税额大于0.06,第%4$s行"),
  [PD_COMPLIANCE_LINE_UNTAXED] =
      REFUSED (AMOUNTS,
               "line_untaxed",
               "E9131",
               N_ ("The line is not taxed, yet has a tax of %1$s. Enter the line again."),
               "免税、不征税或零税率的税额应为0,第%4$s行"),
  [PD_COMPLIANCE_DISCOUNT_PLACE] =
      REFUSED (DISCOUNT,
               "discount_place",
               "E9110",
               N_ ("A discount stands right after the line that it is for, one for each line. Put it there."),
               "折扣行必须紧挨被折扣行之后"),
  [PD_COMPLIANCE_DISCOUNT_MISSING] =
      REFUSED (DISCOUNT,
               "discount_missing",
               "E9110",
               N_ ("The line is marked as discounted, but no discount follows it. Enter the line again."),
               "被折扣行之后必须紧跟折扣行"),
  [PD_COMPLIANCE_DISCOUNT_NAME] =
      REFUSED (DISCOUNT,
               "discount_name",
               "E9105",
               N_ ("The discount is called “%1$s”, its line “%2$s”. Give both the same name."),
               "折扣行的商品名称必须和被折扣行相同"),
  [PD_COMPLIANCE_DISCOUNT_CODE] = REFUSED (
      DISCOUNT,
      "discount_code",
      NULL,
      N_ ("The discount has the tax classification code %1$s, its line %2$s. Give both the same code."),
      "折扣行的商品编码必须和被折扣行相同"),
  [PD_COMPLIANCE_DISCOUNT_RATE] =
      REFUSED (DISCOUNT,
               "discount_rate",
               "E9112",
               N_ ("The discount has the rate %1$s, its line %2$s. Give both the same rate."),
               "折扣行商品税率必须和被折扣行商品税率相同"),
  [PD_COMPLIANCE_DISCOUNT_NOT_NEGATIVE] =
      REFUSED (DISCOUNT,
               "discount_not_negative",
               NULL,
               N_ ("The discount line has the amount %1$s, which must be less than zero."),
               "折扣行金额应为负"),
  [PD_COMPLIANCE_DISCOUNT_LARGE] =
      REFUSED (DISCOUNT,
               "discount_large",
               "E9108",
               N_ ("The discount %1$s is larger than the amount %2$s of its line. Reduce it."),
               "折扣行金额不能大于被折扣行的金额"),
  [PD_COMPLIANCE_DISCOUNT_QUANTITY] =
      REFUSED (DISCOUNT,
               "discount_quantity",
               "E9111",
               N_ ("A discount line has an amount alone. Take quantity and unit price out."),
               "折扣行不能填写数量和单价"),
  [PD_COMPLIANCE_PROPERTY_UNKNOWN] =
      REFUSED (DISCOUNT,
               "property_unknown",
               NULL,
               N_ ("Nobody knows a line of the kind %1$s. Enter the line again."),
               "发票行性质[%1$s]不正确"),
  [PD_COMPLIANCE_DIFFERENCE_ALONE] =
      REFUSED (DIFFERENCE,
               "difference_alone",
               NULL,
               N_ ("The line has a deduction, but the difference is not what is taxed. Choose difference "
                   "taxation, or take the deduction out."),
               "非差额开票不能填写扣除额"),
  [PD_COMPLIANCE_DIFFERENCE_LINES] = REFUSED (DIFFERENCE,
                                              "difference_lines",
                                              NULL,
                                              N_ ("An invoice of difference taxation has one line without a "
                                                  "discount, and this one has %1$s. Divide it."),
                                              "差额征税发票只能开具一行明细"),
  [PD_COMPLIANCE_DIFFERENCE_RATE] =
      REFUSED (DIFFERENCE,
               "difference_rate",
               NULL,
               N_ ("Difference taxation needs a tax rate above zero. Choose one."),
               "差额征税不能使用零税率、免税或不征税"),
  [PD_COMPLIANCE_DIFFERENCE_DEDUCTION] =
      REFUSED (DIFFERENCE,
               "difference_deduction",
               NULL,
               N_ ("The deduction is %1$s; it must be more than zero and not more than %2$s. Correct it."),
               "扣除额[%1$s]应大于0且不能大于价税合计[%2$s]"),
  [PD_COMPLIANCE_DIFFERENCE_TAX] =
      REFUSED (DIFFERENCE,
               "difference_tax",
               "E9131",
               N_ ("The tax is %1$s, but after the deduction it is %2$s. Enter the line again."),
               "（价税合计-扣除额）/（1+税率）*税率-税额大于0.06,第%4$s行"),
  [PD_COMPLIANCE_DIFFERENCE_REMARK] = REFUSED (DIFFERENCE,
                                               "difference_remark",
                                               NULL,
                                               N_ ("The remark must begin with “%1$s”. Put that first."),
                                               "差额征税发票备注应以“%1$s”开头"),
  [PD_COMPLIANCE_SPECIAL_TYPE] =
      REFUSED (SPECIAL,
               "special_type",
               NULL,
               N_ ("Nobody knows the special business “%1$s”. Choose one from the list."),
               "特定业务类型[%1$s]不正确"),
  [PD_COMPLIANCE_SPECIAL_ROWS] =
      REFUSED (SPECIAL,
               "special_rows",
               NULL,
               N_ ("There are %1$s rows of special fields, and room for %2$s. Take the others out."),
               "特定业务信息不能超过%2$s行"),
  [PD_COMPLIANCE_SPECIAL_UNKNOWN] =
      REFUSED (SPECIAL,
               "special_unknown",
               NULL,
               N_ ("This kind of business has no field “%1$s”. Take it out, or choose the business that has "
                   "it: an invoice is of one only."),
               "特定业务信息[%1$s]与特定业务类型不符"),
  [PD_COMPLIANCE_SPECIAL_TWICE] =
      REFUSED (SPECIAL, "special_twice", NULL, N_ ("“%1$s” is there twice. Take one out."), "要素[%1$s]重复"),
  [PD_COMPLIANCE_SPECIAL_MISSING] =
      REFUSED (SPECIAL, "special_missing", NULL, N_ ("%3$s is missing. Fill it in."), "%3$s不能为空"),
  [PD_COMPLIANCE_SPECIAL_UNWANTED] = REFUSED (SPECIAL,
                                              "special_unwanted",
                                              NULL,
                                              N_ ("%3$s must stay empty here, but is “%1$s”. Empty it."),
                                              "%3$s不可填写"),
  [PD_COMPLIANCE_SPECIAL_FORM] = REFUSED (SPECIAL,
                                          "special_form",
                                          NULL,
                                          N_ ("%3$s cannot be “%1$s”. Write it like this: %2$s."),
                                          "%3$s[%1$s]格式不正确"),
  [PD_COMPLIANCE_SPECIAL_CHOICE] = REFUSED (SPECIAL,
                                            "special_choice",
                                            NULL,
                                            N_ ("%3$s cannot be “%1$s”. Choose one of these: %2$s."),
                                            "%3$s[%1$s]不合法，合法值为：%2$s"),
  [PD_COMPLIANCE_SPECIAL_LONG] =
      REFUSED (SPECIAL,
               "special_long",
               NULL,
               N_ ("%3$s takes %1$s characters, and there is room for %2$s. Shorten it."),
               "%3$s长度不能超过%2$s个字符"),
  [PD_COMPLIANCE_SPECIAL_ORDER] =
      REFUSED (SPECIAL,
               "special_order",
               NULL,
               N_ ("%3$s is %1$s, which is before the beginning, %2$s. Correct one of them."),
               "%3$s必须大于等于起始日期"),
  [PD_COMPLIANCE_SPECIAL_SUM] = REFUSED (SPECIAL,
                                         "special_sum",
                                         NULL,
                                         N_ ("%3$s is %1$s, which is not the sum of its parts. Correct it."),
                                         "%3$s与分项之和不一致"),
  [PD_COMPLIANCE_SPECIAL_ONE_LINE] =
      REFUSED (SPECIAL,
               "special_one_line",
               NULL,
               N_ ("An invoice of this business has one line, and this one has %1$s. Divide it."),
               "%2$s发票只能开具一行明细"),
  [PD_COMPLIANCE_SPECIAL_UNIT] = REFUSED (SPECIAL,
                                          "special_unit",
                                          NULL,
                                          N_ ("The unit is “%1$s”; this business allows: %2$s."),
                                          "单位[%1$s]不合法，合法值为：%2$s"),
  [PD_COMPLIANCE_SPECIAL_QUANTITY] =
      REFUSED (SPECIAL,
               "special_quantity",
               NULL,
               N_ ("This business counts whole pieces, and the quantity is “%1$s”. Correct it."),
               "数量必须为大于0的整数"),
  [PD_COMPLIANCE_SPECIAL_CODE] = REFUSED (
      SPECIAL,
      "special_code",
      NULL,
      N_ ("The tax classification code %1$s does not belong to this business; its codes begin with %2$s."),
      "商品和服务税收编码[%1$s]与特定业务类型不符"),
  [PD_COMPLIANCE_SPECIAL_RATE] = REFUSED (SPECIAL,
                                          "special_rate",
                                          NULL,
                                          N_ ("The rate is %1$s; this business has only %2$s."),
                                          "第%4$s行商品税率:%1$s不合法,请使用如下税率：%2$s"),
  [PD_COMPLIANCE_SPECIAL_PARTY] =
      REFUSED (SPECIAL,
               "special_party",
               NULL,
               N_ ("%3$s is missing: on a purchase invoice the one who sells to you stands as buyer."),
               "%3$s不能为空"),
  [PD_COMPLIANCE_ELEMENT_NAME] = REFUSED (
      SPECIAL,
      "element_name",
      NULL,
      N_ ("An additional element cannot be called “%1$s”: that is the remark. Give it another name."),
      "附加要素名称不可填写成“备注”"),
  [PD_COMPLIANCE_ELEMENT_LENGTH] = REFUSED (
      SPECIAL,
      "element_length",
      NULL,
      N_ ("The additional element “%1$s” needs a name of at most 50 characters and a value of at most 300."),
      "附加要素名称限50字符，内容限300字符"),
  [PD_COMPLIANCE_COAL] =
      LOOK (SPECIAL,
            "coal",
            N_ ("For coal of 10 million yuan and more its calorific value, sulphur and volatiles are named "
                "as additional elements."),
            "单张发票煤炭销售金额大于或等于1000万时，应填写每千克煤炭发热量、干基全硫、干燥无灰基挥发分"),
  [PD_COMPLIANCE_PROVIDER_PLAIN] = REFUSED (
      SPECIAL,
      "provider_plain",
      NULL,
      N_ ("This connection to the tax bureau issues no invoices of special businesses, with additional "
          "elements or with difference taxation. Issue this one on the bureau's own pages."),
      "当前开票通道不支持特定业务、附加要素或差额征税发票"),
  [PD_COMPLIANCE_TOTAL_RANGE] = REFUSED (AMOUNTS,
                                         "total_range",
                                         "E9126",
                                         N_ ("The lines add up to more than an invoice can hold. Divide it."),
                                         "合计金额超出范围"),
  [PD_COMPLIANCE_TOTAL_NET] = REFUSED (AMOUNTS,
                                       "total_net",
                                       NULL,
                                       N_ ("The total without tax is %1$s, but the lines add up to %2$s."),
                                       "合计金额与明细行金额之和不一致"),
  [PD_COMPLIANCE_TOTAL_TAX] = REFUSED (AMOUNTS,
                                       "total_tax",
                                       NULL,
                                       N_ ("The total tax is %1$s, but the lines add up to %2$s."),
                                       "合计税额与明细行税额之和不一致"),
  [PD_COMPLIANCE_TOTAL_GROSS] =
      REFUSED (AMOUNTS,
               "total_gross",
               "E9130",
               N_ ("The total with tax is %1$s, but amount and tax add up to %2$s."),
               "（不含税金额+税额）不等于含税金额"),
  [PD_COMPLIANCE_TOTAL_NOT_POSITIVE] = REFUSED (AMOUNTS,
                                                "total_not_positive",
                                                NULL,
                                                N_ ("The total must be greater than zero."),
                                                "价税合计应大于零"),
  [PD_COMPLIANCE_RED_POSITIVE] =
      REFUSED (RED,
               "red_positive",
               "E9119",
               N_ ("A red invoice has only negative amounts, and this line has %1$s."),
               "红票商品金额、数量应为负"),
  [PD_COMPLIANCE_RED_DISCOUNT] =
      REFUSED (RED,
               "red_discount",
               NULL,
               N_ ("A red invoice has no discount lines. Take the discount off the line's amount instead."),
               "红字发票不能包含折扣行"),
  [PD_COMPLIANCE_RED_REMARK] =
      REFUSED (RED,
               "red_remark",
               NULL,
               N_ ("The remark of a red invoice begins with the number of the invoice that it reverses. "
                   "Start the reversal from that invoice."),
               "红字发票备注应以被红冲蓝字数电票号码开头"),
  [PD_COMPLIANCE_QUOTA_EXCEEDED] = REFUSED (QUOTA,
                                            "quota_exceeded",
                                            NULL,
                                            N_ ("The invoice takes %1$s of the quota, which has %2$s left "
                                                "this month. Have the quota raised, or issue it next month."),
                                            "可用发票额度不足，请调整授信额度"),
  [PD_COMPLIANCE_QUOTA_UNKNOWN] =
      LOOK (QUOTA,
            "quota_unknown",
            N_ ("How much of the quota is left is not known here. The bureau will say whether it is enough."),
            "未查询到授信额度"),
};

/*< private >
 * pd_compliance_rule:
 *
 * Returns: (transfer none): what the table says of a rule
 */
const PdComplianceRule *
pd_compliance_rule (PdComplianceCode code)
{
  return &rules[code];
}
