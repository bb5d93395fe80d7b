/** One short piece of news in several languages, at least 200 letters each; made up for tests. */
export const cleanTexts: Readonly<Record<string, string>> = {
  ar: `أغلق الميناء يوم الثلاثاء بسبب عاصفة قوية جاءت من الغرب. وسحب الصيادون قواربهم إلى الشاطئ، وبقيت المدرسة القائمة فوق التل مغلقة حتى الظهر.
وقال رئيس البلدية إن أحدا لم يصب بأذى، وإن الجسر القديم سيصلح في الشهر المقبل إذا تحسن الطقس ووصلت المواد اللازمة من العاصمة في موعدها المحدد.
`,
  fa: `بندر روز سه‌شنبه به علت توفانی که از غرب آمد بسته شد. ماهیگیران قایق‌های خود را به ساحل کشیدند و مدرسه‌ای که بالای تپه است تا ظهر تعطیل ماند.
شهردار گفت که به هیچ کس آسیبی نرسیده است و پل قدیمی ماه آینده تعمیر خواهد شد، اگر هوا بهتر شود و مصالح لازم به موقع از پایتخت برسد.
`,
  ur: `مغرب سے آنے والے طوفان کی وجہ سے منگل کے روز بندرگاہ بند کر دی گئی۔ ماہی گیروں نے اپنی کشتیاں ساحل پر کھینچ لیں اور پہاڑی پر واقع اسکول دوپہر تک بند رہا۔
شہر کے ناظم نے کہا کہ کسی کو چوٹ نہیں آئی اور پرانا پل اگلے مہینے مرمت کیا جائے گا اگر موسم بہتر ہوا اور ضروری سامان دارالحکومت سے وقت پر پہنچ گیا۔
`,
  ckb: `بەندەرەکە ڕۆژی سێشەممە بەهۆی گەردەلوولێکەوە داخرا کە لە ڕۆژاواوە هات. ماسیگرەکان بەلەمەکانیان ڕاکێشایە سەر کەنار و قوتابخانەکەی سەر گردەکە تا نیوەڕۆ داخراو مایەوە.
سەرۆکی شارەوانی گوتی کە کەس زیانی پێ نەگەیشتووە و پردە کۆنەکە مانگی داهاتوو چاک دەکرێتەوە، ئەگەر کەشوهەوا باشتر بێت.
`,
  en: `The harbour was closed on Tuesday because of a storm that came from the west. Fishermen pulled their boats ashore, and the school on the hill stayed shut until noon.
The mayor said that nobody had been hurt, and that the old bridge would be repaired next month if the weather improves and the “materials” arrive in time.
`,
  fr: `Le port a été fermé mardi à cause d’une tempête venue de l’ouest. Les pêcheurs ont tiré leurs bateaux à terre, et l’école située sur la colline est restée fermée jusqu’à midi.
Le maire a déclaré que personne n’avait été blessé, et que le vieux pont serait réparé le mois prochain « si le temps s’améliore » et si le matériel arrive.
`,
  de: `Der Hafen blieb am Dienstag wegen eines Sturms geschlossen, der von Westen kam. Die Fischer zogen ihre Boote an Land, und die Schule auf dem Hügel öffnete erst am Mittag.
Die Bürgermeisterin sagte, niemand sei verletzt worden; die alte Brücke werde nächsten Monat ausgebessert, „falls das Wetter hält“ und das Material rechtzeitig kommt.
`,
  es: `El puerto se cerró el martes a causa de una tormenta que llegó del oeste. Los pescadores sacaron sus barcas a la orilla, y la escuela de la colina permaneció cerrada hasta el mediodía.
¿Hubo heridos? El alcalde dijo que no, y añadió que el viejo puente se reparará el próximo mes si mejora el tiempo y llega a tiempo el material desde la capital.
`,
  ru: `Порт закрыли во вторник из-за бури, которая пришла с запада. Рыбаки вытащили лодки на берег, а школа на холме не работала до полудня.
Мэр сказал, что никто не пострадал и что старый мост отремонтируют в следующем месяце, если погода улучшится и материалы вовремя прибудут из столицы.
`,
  uk: `Порт закрили у вівторок через бурю, яка прийшла із заходу. Рибалки витягли човни на берег, а школа на пагорбі не працювала до полудня.
Міський голова сказав, що ніхто не постраждав і що старий міст полагодять наступного місяця, якщо погода покращиться і матеріали вчасно прибудуть зі столиці.
`,
  tr: `Batıdan gelen fırtına yüzünden liman salı günü kapatıldı. Balıkçılar teknelerini kıyıya çekti, tepedeki okul ise öğlene kadar kapalı kaldı.
Belediye başkanı kimsenin yaralanmadığını, hava düzelir ve gerekli malzemeler başkentten zamanında gelirse eski köprünün gelecek ay onarılacağını söyledi.
`,
  id: `Pelabuhan ditutup pada hari Selasa karena badai yang datang dari barat. Para nelayan menarik perahu mereka ke darat, dan sekolah di atas bukit tetap tutup sampai siang.
Wali kota mengatakan bahwa tidak ada yang terluka, dan bahwa jembatan tua akan diperbaiki bulan depan jika cuaca membaik dan bahan tiba tepat waktu.
`,
  zh: `由于一场来自西边的风暴，港口星期二关闭了一整天。渔民们把小船拉上了岸，山上的学校一直到中午都没有开门。市长说没有人受伤，如果天气好转，而且所需要的材料能够按时从首都运到，那座古老的桥将在下个月修好。老人们回忆说，他们小时候也见过这样大的风，当时海水一直涨到了市场的门口，许多人家的屋顶都被掀翻了。今年的情况要好得多，因为人们提前三天就收到了警报，并且把粮食和牲口都搬到了高处。记者到达的时候，孩子们正在清理街道上的树枝，商店也重新开始营业。气象台预计，星期四还会下雨，但是风力将会明显减弱，轮船可以照常出海。
`,
  ja: `西から来た嵐のため、港は火曜日に閉鎖された。漁師たちは舟を岸に引き上げ、丘の上の学校は昼まで開かなかった。市長によると、けが人はおらず、天候がよくなり、必要な材料が都から予定どおりに届けば、古い橋は来月中に直される見込みだという。年寄りたちは、子どものころにも同じような強い風を見たことがあり、そのときは海の水が市場の入り口まで上がってきて、多くの家の屋根が飛ばされたと話している。今年は三日前に知らせがあったので、人々は米や家畜を高い所へ運ぶことができた。記者が着いたとき、子どもたちは道に落ちた枝を片づけており、店も再び開き始めていた。
`,
  vi: `Cảng đã đóng cửa hôm thứ Ba vì một cơn bão đến từ phía tây. Ngư dân kéo thuyền lên bờ, và trường học trên đồi đóng cửa đến tận trưa.
Thị trưởng nói rằng không có ai bị thương, và cây cầu cũ sẽ được sửa vào tháng sau nếu thời tiết tốt hơn và vật liệu từ thủ đô đến đúng hạn như đã hứa.
`,
  hi: `पश्चिम से आए तूफ़ान के कारण मंगलवार को बंदरगाह बंद रहा। मछुआरों ने अपनी नावें किनारे पर खींच लीं और पहाड़ी पर बना स्कूल दोपहर तक नहीं खुला। महापौर ने कहा कि किसी को चोट नहीं आई है और अगर मौसम ठीक रहा तथा ज़रूरी सामान राजधानी से समय पर पहुँच गया तो पुराने पुल की मरम्मत अगले महीने कर दी जाएगी। बुज़ुर्गों ने बताया कि बचपन में भी उन्होंने ऐसी आँधी देखी थी, जब समुद्र का पानी बाज़ार के दरवाज़े तक आ गया था। इस बार लोगों को तीन दिन पहले चेतावनी मिल गई थी।
`,
  el: `Το λιμάνι έκλεισε την Τρίτη εξαιτίας μιας καταιγίδας που ήρθε από τα δυτικά. Οι ψαράδες τράβηξαν τις βάρκες τους στη στεριά και το σχολείο στον λόφο έμεινε κλειστό ως το μεσημέρι.
Ο δήμαρχος είπε ότι κανείς δεν τραυματίστηκε και ότι η παλιά γέφυρα θα επισκευαστεί τον επόμενο μήνα, αν βελτιωθεί ο καιρός.
`,
}
