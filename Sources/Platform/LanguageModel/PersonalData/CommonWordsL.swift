/// The second half, L to Z, of the words that `CommonWords` holds.
enum CommonWordsL {
    static let words = """
        la lab label labor labs lace lack lackey lacks lacrosse lady lager lago laid lain lair laity lake lakes lamas
        lamb lame lamia laminar lamp lance land lander landing landmark lands lane lanes lang langley language
        languages lanie laos lard large largely larger largest lark las laser lash lass lasso last latch late later
        lathe latter laude laughing laughter launched laundry lava lavender law lawless lawman lawn laws lawyer lax
        lay layer laying layman le lead leader leaders leadership leading leads leaf league leak leaks lean leap learn
        learned learning lease leash least leather leave leaves leaving led ledger leech leek leeks lees left leg
        legacy legal legate legions legislation legs leiber leisure lek lemma lemon lemons len lena length lent leon
        leopard les less lessen lesser let letter letters level levels lever levers levy li lia libby libel liberty
        library lick lie lied lies lieu life lift light lighter lighthill lightning lights like likely likens likes
        lily limb limbo lime limes limited lin line linear linen liner lines link links lint lio lion lions lips
        liquid lira lis liss list listed listen listening liter literature litle litter little live lived lively
        livers lives living livings lo loan lobe lobo local located location locations loch lock locker locks locus
        locust lodge loft lofty loi lone loner long longer longest look looked looking looks loop loose loosen lope
        lord lords lore loris los lose loser loss lost lot loth loud louder lout love loved lovely lover loving low
        lower lowers loyal lu luca luck lucky luger lum luna lunch lung lush lust luster lute luz ly lye lying lyrics
        ma mac mace mach machine macho macintosh mad madaris made maestro maga magazine mager magic magnolia magnus
        mahal mai maid maiden maidens mail mailman main mainland mainly maintain maintenance mair mais maize majestic
        major majority majors make maker makes makin making malady male males mall mallet mallow man mana manage
        managed management manager mancha manes manger mango mania manifold manly manner manners manor mans mantle
        manual many map maple mar marble marc march marco mare mariana marina marine mariner marines marino mark
        marker market marketing markets marking marks maroon marriage married marrow marry marsh marshal martial
        martian martyr mas mascot mash mask maslen mass masse mast master masters mata match matches mate mater
        material materials mates math mather mathieu matter matters maun maxi maxim maxima maximum may maybe mayo
        mayor mayoral mays maze mcdonalds me mead meadow meadows meager meal meals mean meaning means meant mearing
        measure measurements meat mech mechanic medal medi media median mediate medical medicine medley meet meeting
        mellow melody member members memo memory memos men mend mention mentioned merced mercedes merchant mercury
        mercy meri merry mess message messenger met metal meter meth method methods metro metropolitan mettle mi mica
        middle might mighty mikes milagros milder mile miles military milk mill miller millet milling million mills
        min mince mind miner miners mines mingle mini minimum minister mink minor minors mins minster minus minutes
        mio miracle miser miss mission misty mix mixed mixer mo moat moats mobile mock mode model models modern modest
        modesto mole molina mom moment mon mona monaco monarch money monk monkey monks monotonicity montana montane
        montes month months mood moon moons moor moors moose mora morale more morena moreno morning morrow mort moss
        most mostly mother motion motley motte motto mould moulds mound mount mountain mountains mounts mourning mouse
        mouth mouzas move moved movement movements movie movies moving mow mower mowers much mulch mule mull multiple
        munch murders murga muse museum music musical musician must mustache mustard muster mutton my myself na nail
        nails name named names nan nanda nanny nap nardo narrow nash nation national nationalities nations native
        natural nature naval nave navy nay naz near nearby nearing nearly neat necessary neck nee need needed needle
        needles needs needy negative neighbor neighborhood neighbors neighbours neither nephew nest net nettles
        network networks neural never new newborn newcomer newer newly news newspaper next nez ng nga ni nia nice
        nicely nickel niece nielsen nieto nieves nigh night nightingale nine nip nipple nitz no nobile noble nobles
        noel noise nominated nomination nominations none noon nor nori norm normal norse north northern nose not
        notable notch note noted notes nothing notice noticed noun novel novella novels now nu nuclear null number
        numbers numerous nunnery nurse ny oak oaks oar oats obey obi object objects observed obtain obtained occur
        occurred occurs ocean octave oder odor off offer offered offering offers office officer officers official
        officially officials often oh ohm oil ok old olden older oldest olds olive olives on once one ones online only
        onto opal open opened opening opera operated operates operating operation operations opinion opportunity
        opposed opposite options or orange orchard order ordered orders ordinals ore ores organ organization
        organizations organized ori origin original originally originated ostler other others otherwise ou our ours
        out outdoor outdoors outlaw output outside oven ovens over overall overcast overland overly ow own owned owner
        oxygen oyster oz pa pac pace pack package paddock paddy pagan page pages pagoda pai paid pain painted painter
        painting paintings pair pal palace palacios pale palm palma palms paloma pals pan pancake panda pane pang
        panther pants papa paper papers paradise parallel parcel parchment pardo pardon pare parent parents parish
        park parks parlor parody parra parrot parsley parson part participate particular particularly partido parties
        partner parts party pass passage passed passing past pastel pastor pastures pat patch patches path patience
        patient patients patron patter pattern patty paulo pay payer payment paz pea peace peach peaches peacock peak
        peake peaks peal peals pear pearcey pearl pears peasant peat pebbles peck pedlar peek peeks peel peeling peer
        peers peg pen pena pence pencil pennant penning penny people peoples pepper peppers per percent perch perches
        perfect perform performance performances performed performing perhaps period perish perla pero person personal
        personalized personnel persons peterson petit petty pew pharmacy phase pheasant phillips pho phone photo
        physical pi piano piccolo pick picked picker picket picking pickup picture pictures piece pieces pier pierce
        pies piety pigeon pike pikes pilar pile piles pilgrim pill pillar pillow pilot pin pinch pine pines ping pink
        pinks pinna pipe pipes pique pirnie pita pitch pitcher pizza place placed places plague plain plan plane
        planet plank planned planning plans plant plants plaster plastic plate plates platform platter play played
        player players playing plays plaza pleas pleasant please pleased pleasure plenty plot plough pluck plum
        plumber plump plush po pod poem poet point pointer points pok poke pol pole poles police policies policy polio
        polite political politician politics polka poll pollen polo poncho pond ponder ponds pong pontiff pool poor
        pop pope poppy popular population populous porch pore port porta portal porter portion portnoy portrayed ports
        position positions positive possible possibly post postal poster potash potential potter pouch pound pounds
        pour poverty power powerful powers pozo practical practice practices prado prairie pray prayer precious
        precise premiered premise premium prepared preparing presence present presented president presidential presley
        press pressure preston presume pretty prevent previous previously prey price prices pricing pride priest
        priestly prieto prima primarily primary prime primer primes primrose prince princess principal principle
        printers prior prison private privateer prize pro probably problem problems process processes produce produced
        producer produces product production productivity products professional profit program programs progress
        project projects prom prominent promise proper properties property prophet propose proposed prose prosper
        protect protection proud proved provide provided provides providing province provision prow prudence prudent
        pu public publication published pucker puff pulley pulling pulse pump pun punch punches punishment punt punter
        pupa purchase purple purpose purpura push put putt putting qed qnli qua quails quality quarry quarter quarto
        quay queen query quest question questions quick quickly quiet quirk quite quiver quote ra race racer racing
        rack radar radio radon rae rafter raid rail railing railway rain rainbow rainforest rains rainwater raised
        rake rakes ram ramming ramos ramp rams ran ranch rancher rang range ranger rank ranked ranks ransom rape
        rapidly rare ras rash raspberry rate rates rather ratio rattan rave raven ravens raw ray razor re rea reach
        reached reaching reaction read reader reading ready real reality really reams reap rear reason reasonable
        reasons reau rebel receive received receiving recent recently recognition recognized record recorded recording
        records rector red redder reddish redhead redo reduce reduced redwood reed reeds reef reefer reel reels refer
        reference referred refers refugia refused regal regarded regarding regards region regional regions register
        regular rein reins reiss related relations relationship relationships relative relatively release released
        relic religion religious remain remained remaining remains remedies remedios remember remote removed ren rend
        render renter replaced replied reply report reported reporting reports represent representation representative
        represented repress request require required requirements requires res research resh residents resides resler
        resources respect respectively response responsibility responsible rest restaurant restaurants result resulted
        resulting results retired return returned reusing reveal revealed revels revere review reviews rey reyes
        reynolds rhyme rhymes ria rian rice rich richer riches rico riddell riddle ride rider rides ridge ridges
        riding riff right rights rigo rim ring ringen rings rink rinks rios rise risen rising risk rival river rivers
        rm ro road roads roam rob robe robes robin roble roca rocio rock rocker rockers rocks rocky rod rodas rode roe
        rogue rojas rojo role roles roll roller rolling rolls rom romance romantic romp rondeau rood roof rook room
        rooms root roots ropes ros rosa rosas rose rosemary roses rosette rosier rosso rosy rote rott rotunda rouge
        rough roughly roulette round rounds rouse rout route rover row rowan rower rowling royal royalty rubio ruble
        ruby rudder ruddy rude ruder rue rule ruled rules rump run runner running runs rural ruse rush rushing rust
        rusty rutgers rye sa sack sacks sad safe safer safety sage sages sago said sailor sailors sails saint sake sal
        sala salas sale sales salinas saliva sall salmon salon salsa salt salts salvage same sample samples sand sands
        sandy sane sang sans santo santos sar sari sarin sat satchel sauce saucer savage savanna savannah save saver
        savory saw say saying says scale scales scarce scarlet scene schedule schmidt school schooling schools
        schooner science scientific scientists score scored scotty scrape screen screenplay screenwriter screws
        scripture se sea seal seals seaman seamen search sears seashore season seasons seat seated seats seaward
        second secondary secret section sections sector security see seed seeds seeing seek seeking seem seemed seems
        seen sees seide selected self sell seller sellers selling sells selqa send sender senior sense sensing sensor
        sent sentences separate separated sequin ser serene serenity sergeant series serious sermon sermons serrano
        servant serve served server serves service services serving session sessions set sets setter setters setting
        settle settlement settler settles seven sever several severance severe sewer sex sexual shade shadow shady
        shaggy shake shall shallow sham shan shanley shape share shared shark sharp sharper shave shawl she shea shear
        shearing shears shed sheer sheets shell shelling shells shelter shepherd sheridan sheriff shield shields
        shilling shillings shin shine shines shingles ship ships shires shirt shirts shiver shoals shock shoe
        shoemaker shoes shone shook shop shopping shore shores short shorten shorter shorts shot should shoulder
        shoulders shouts shove show showed showers showing showman shown shows shutter shutters shy si sic sick sickle
        sickles side sides sidewalk sierra sieve sight sign signed significant significantly signs silence silk sill
        siller silva silver sima similar simple simpler simply sin since sine sing singer singing single singles sings
        sink sinks sins sis sisko sister sisters sit sitar site sites sits sitter sitting situ situation six sixth
        size skates skill skills skin skip sky slack slain slate slaughter slay sledge sleek sleep sleeper sleeping
        sleet sleigh sleight slice slick slider slight slightly slim slipper slot slowly sly smack small smaller smart
        smiles smiling smith smock smoke smoker snare snide snli snow snowball snowman so sober soccer social society
        socks socorro soda soft software sol solar sold soldiers sole soledad soles solid solo solution solutions som
        soman some someone something sometimes son song songs songwriter sons soon sorrow sort soto sound sounds sour
        source sources sous south southerly southern southward southwell sovereign sow space spade spake span spar
        spare spark sparks sparrow speak speaker speaking speaks spear spearing spears special species specific
        specifically speck specter speech speed speeds speedy spell spells spend spending spent spice spies spike
        spikes spindle spine spinner spire splinter split spoke spoken spoon spore sport sports sportsman spot spotted
        sprang spray spread spring springs sprinkle sprout spruce sprung squad square squire stability stable stabs
        stack stacker stacks stadium staff stage stain stains stair stairs stake stakes stalker stall stalling
        stallion stalls stammer stamp stamps stand standard standards standing stands staple staples star starch stare
        stark starred starring starry stars start started starting starts startup stash state stated statement states
        station stations statue status stave staves stay stayed stead steady steam steed steel steep steer stein stem
        stencil step steppe steps sterling stern steward stick sticker stiff stile still stills stilts stipe stirrup
        stitch stock stocking stocks stokes stole stoller stone stoner stones stood stoop stoops stop stopped stops
        storage store stores storey stories stork storks storm storms stormy story stout stove stow straight strain
        strait strand strange stranger strategy stratford straw strawberry straws stray stream streams street streets
        strength stretch stride strife strike striker string stringer strode stroll strong struck structure structures
        stuck student students studied studies studio study stump sturdy style styles sub subject subsequent
        subsequently success successful successfully such suddenly sue suffered sugar suggest suggested suggests suing
        suit suite suitor suits sullen sultan sultana sum summa summer summers summons sump sun sung sunglasses sunny
        sunshine super supersonic supply support supported supporting supposed sur sure surface surgeon surprise
        surprised surrounded surrounding swagger swallow swallows swam swamp swan swarm sweat sweep sweet sweeten
        sweets swell swift swim swimmer swimming swims swing sword swords sylvan synonyms system systems ta table
        tables tack tag tags tail tailor tailored take taken takes taking talent talk talking tall tally tan tango
        tank tanker tanks tape taper tapia target task tasks tat tatters taught tax taylor te tea teach teacher
        teachers teaching teal team teams tear tease techniques technology teddy tee teeth television tell teller
        tellers telling tells temperance temperature temperatures tempest temple temples ten tenant tend tennis tenor
        tent tequila term terms terra terrace terrible territory tes test tests text than thank that thatch the
        theater thee their them theme themselves then theoretical theory theos there therefore these they thi thick
        thin thing things think thinking third this thistle thong thorn thorns those thou though thought thousand
        thousands thrall thrash threat threats three threw thrill thriller throne through throughout throw thrower
        throwing thrune thus thwaites thy tick tien tier tiger till tilt timber timbers time times tin ting tinker
        tiny tipping tired title titled titles to tobacco today together told toll tomb tombs ton tone tones tongue
        tonic too took tool tools top topper topping toppings torn toro torre torrent torres total tote touch tour
        tournament tow toward towards towels tower towers town towns toy trace track tracks trad trade trader
        tradition traditional traffic trail train trained trainer training tram tramp transfer transition transport
        travel traverse treasure treat treatment tree trees tremble trench trend tress trial tribe trick tried trim
        trinity trio trip triplet trojan troll troop troops troth trouble troupe trouser trout truck trucks true truly
        trumps trundle trunk truss trusty truth try trying tso tu tuft tufts tulip tune tuning tunnel turn turned
        turns turtle tutor tweed tweet twelve twice twist two type types typically uk ultimately um un una unable
        unavailable under understand understanding uniform union unique unit units universities university unknown uno
        unsupported until uphold upon upper upright urban us use used useful users uses usher using usual usually
        utter va vaca vail val valle valley valuable value values van vane vanes vanish variety various vary vas ve
        veal vega vegetables vehicle vehicles veil vein velocity velvet venerable vennes vent venture ver vera verano
        verge verity version versions very vessel vessels vest veto vi via vice victor victoria victory video view
        views vig vigil vigilante vigor vile villa village vine vinegar vines viola violence violet virgen virgin
        virtue vis visible visit visor visual vital vitro vivo vocalsound voice volume von vote voter vowels vu wade
        wafer waffle wage wager wages wagon wait waiting waits wake walk walked walker walkers walking walks wall
        wallet walling walls waltz wan wand wander wanders want wanted wants war ward warden ware wares warm warn
        warning warns warp warring warrior wary was wash washer washing wasn wasp watch watched watcher watches
        watching watchman water waterfall waters watt watts wave waves wax way ways weakly wealth weapons wear wearing
        wears weary weasel weather weathers weaver weavers weaving weber website wedding wedge wedlock wee weed week
        weekly weeks wei weight weissinger welcome welder welding well wells wen wend went were wert west western
        wetter whack what whatever wheat wheeler wheeling when where whether which while whistle whistler whit white
        whiter whites whitham who whole wholly whom whose why wick wicker wide widely wider wiener wife wig wight wild
        wilds will willing willow wills willy wilt win wince wind window windows windy wine wines wing winger wings
        wink winner winners winning wins winter winters wire wires wisdom wise wisely wiser wish with within without
        witty wolf woman women won wonder wonders woo wood wooden woodland woodman woods woody wool woolen woollen
        word words work worked worker workers working workings workman works world worlds worldwide worm wormwood worn
        worst worth worthy would wouldn wreath wren wrench wrinkle wrinkles write writer writing written wrong wrote
        wry xia ya yang yard yarn yaw ye yeah year yearling years yeast yeh yell yellow yen yes yet yielding yin yo
        you young younger youngest your yours youth yu yuan zar zea zeh zero zhou zone
        """
}
